using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Compute;
using Microsoft.AspNetCore.Mvc;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>What happens to tasks and nodes, as it happens.</summary>
internal static class EventEndpoints
{
    private const int MostAtOnce = 256;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public static IEndpointRouteBuilder MapComputeEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/compute/events", StreamAsync).ForRole(Role.Reader)
            .WithTags("Compute").WithName("GetComputeEvents")
            .WithSummary("Streams what happens to tasks and nodes from now on, or from after the event with the id in Last-Event-ID or after (server-sent events)")
            .Produces<EventData>(StatusCodes.Status200OK, EventWriter.ContentType)
            .Problems(400, 503, 504);
        return app;
    }

    private static async Task StreamAsync(
        HttpContext context,
        IGrainFactory grains,
        EventStreams streams,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        string? after,
        CancellationToken cancellationToken)
    {
        using var place = streams.Enter();
        var directory = grains.GetGrain<IComputeDirectoryGrain>(0);

        // Browsers that connect again send the header to the address that they were given, with whatever it says.
        var last = lastEventId ?? after;
        var page = await directory.ReadEventsAsync(new EventQuery(last, MostAtOnce, TimeSpan.Zero), cancellationToken);

        Deadline.Of(context)!.Suspend();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var writer = EventWriter.Begin(context.Response);
        writer.WriteStart(page.Events.Count == 0 ? page.Last : null, Retry);
        try
        {
            while (true)
            {
                Write(writer, page, last);
                await writer.FlushAsync(ending.Token);
                last = page.Last;
                var query = new EventQuery(last, MostAtOnce, TaskWaits.Slice);
                page = await RepeatedCall.AskAsync(() => directory.ReadEventsAsync(query, ending.Token), TimeSpan.MaxValue, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has hung up, or the server stops.
        }
    }

    private static void Write(EventWriter writer, EventPage page, string? after)
    {
        if (page.IsTruncated)
        {
            writer.Write(id: null, "truncated", new TruncatedData(after), ApiJson.Default.TruncatedData);
        }

        foreach (var happened in page.Events)
        {
            writer.Write(happened.Id, happened.Task is null ? "node" : "task", EventData.From(happened), ApiJson.Default.EventData);
        }

        if (page.Events.Count == 0)
        {
            writer.WriteHeartbeat();
        }
    }
}
