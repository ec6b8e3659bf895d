using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Agents that speak with one another.</summary>
internal static class DialogueEndpoints
{
    public static IEndpointRouteBuilder MapDialogues(this IEndpointRouteBuilder app)
    {
        app.MapPost("/civic-angel/dialogue", StreamAsync).ForRole(Role.Operator)
            .WithTags("Civic Angel").WithName("HoldDialogue")
            .WithSummary("Has agents speak in turn, each to what the one before it said (server-sent events: turn, then end, or error with a problem)")
            .Accepts<DialogueBody>("application/json")
            .Produces<DialogueTurn>(StatusCodes.Status200OK, EventWriter.ContentType)
            .Problems(400, 408, 413, 415, 503, 504);
        return app;
    }

    private static async Task StreamAsync(
        HttpContext context,
        IGrainFactory grains,
        EventStreams streams,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var dialogue = DialogueReader.Read(await JsonBody.ReadBytesAsync(context.Request, cancellationToken));
        var angel = grains.GetGrain<ICivicAngelGrain>(0);
        await RequireAgentsAsync(dialogue, angel, cancellationToken);

        using var place = streams.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var deadline = Deadline.Of(context)!;
        var writer = EventWriter.Begin(context.Response);
        try
        {
            var id = ActivationKey.Next();
            var said = dialogue.Topic;
            for (var turn = 1; turn <= dialogue.Turns; turn++)
            {
                var command = new ActivateCommand($"{id}-{turn}", new ActivationInput(said), dialogue.SpeakerOf(turn), deadline.Timeout);

                // Each turn has the time of a request; that in which the client takes what was said does not count.
                deadline.Restart();
                var answer = await AngelCall.AskAsync(
                    context, (left, outdone) => angel.ActivateAsync(command with { Timeout = left }, outdone), beside: true, time, ending.Token);
                deadline.Suspend();

                var response = answer.Responses[0];
                writer.Write(id: null, "turn", TurnOf(turn, response, answer.Phase), ApiJson.Readable.DialogueTurn);
                await writer.FlushAsync(ending.Token);
                said = Dialogue.Tail(response.Voice, ActivationInput.MaxDescription);
            }

            writer.Write(id: null, "end", new DialogueEnd(dialogue.Turns), ApiJson.Default.DialogueEnd);
        }
        catch (OperationCanceledException) when (deadline.HungUp || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The client has hung up, or the server stops.
        }
        catch (Exception exception)
        {
            // It is too late for another status.
            writer.Write(id: null, "error", Problems.Of(context, exception), ApiJson.Readable.Problem);
        }
    }

    private static DialogueTurn TurnOf(int turn, AgentAnswer answer, LifecyclePhase phase) =>
        new(turn, answer.AgentId, answer.AgentName, answer.Voice, answer.MemoryTriggers, phase);

    private static async Task RequireAgentsAsync(Dialogue dialogue, ICivicAngelGrain angel, CancellationToken cancellationToken)
    {
        for (var i = 0; i < dialogue.Agents.Count; i++)
        {
            try
            {
                await angel.FindAgentAsync(dialogue.Agents[i], cancellationToken);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
            {
                throw DialogueReader.Unknown(i);
            }
        }
    }
}
