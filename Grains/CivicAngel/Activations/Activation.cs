using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>
/// One activation from end to end: who answers, their answers, and then, in one transaction, what they remember of it. So it is remembered by all
/// that answered or by none, and only when there is an answer to give.
/// </summary>
internal sealed class Activation(
    IGrainFactory grains,
    Choir choir,
    AgentTable agents,
    LifecycleTable lifecycle,
    MemoryWriter writer,
    IdempotencyTable idempotency,
    AngelEvents events,
    CivicAngelInstruments instruments,
    IOptions<CivicAngelOptions> options,
    TimeProvider time)
{
    private const int MostActivationId = 64;
    private const int MostAttempts = 5;

    private static readonly IReadOnlyDictionary<string, DeploymentId> NoModels = new Dictionary<string, DeploymentId>();

    /// <summary>Runs it.</summary>
    /// <exception cref="RefusedException">
    /// A field is invalid, there is no such agent, the time is up, an agent cannot be reached, or the database cannot be written.
    /// </exception>
    public async Task<ActivationAnswer> RunAsync(ActivateCommand command, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var answer = await RunPresentAsync(command, either.Token);
            instruments.Activated(answer.Responses.Count, time.GetElapsedTime(began));
            return answer;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new RefusedException(RefusalReason.DeadlineExceeded, "The time was up before all agents had answered.");
        }
    }

    /// <summary>How many agents would answer now.</summary>
    /// <exception cref="RefusedException">A field is invalid.</exception>
    public async Task<int> CountAsync(ActivationInput input, CancellationToken cancellationToken)
    {
        input.Check();
        return ActivationPlan.For(input, agent: null, [.. (await BoundAsync(input, cancellationToken)).Keys]).Count;
    }

    /// <summary>
    /// Custom agents that are selected for their models may be stopped or terminated before they answer: then the others are asked without them.
    /// </summary>
    private async Task<ActivationAnswer> RunPresentAsync(ActivateCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(command, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound && command.Agent is null && attempt < MostAttempts)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<ActivationAnswer> RunOnceAsync(ActivateCommand command, CancellationToken cancellationToken)
    {
        var input = command.Input.Check();
        if (command.Activation.Length is 0 or > MostActivationId)
        {
            throw RefusedException.Invalid("activation", $"An activation's id must have 1 to {MostActivationId} characters.");
        }

        var kept = await idempotency.FindAsync<KeptActivation>(command.Idempotency, cancellationToken);
        if (kept?.Answer is not null)
        {
            return kept.Answer;
        }

        if (command.Agent is { } agent && AgentCatalog.Find(agent) is null)
        {
            var custom = await agents.FindAsync(agent, cancellationToken) ?? throw AgentTable.Unknown(agent);
            if (custom.IsStopped)
            {
                throw AgentTable.Stopped(agent, custom.Status!);
            }
        }

        var phase = kept?.Phase ?? await lifecycle.ReadPhaseAsync(cancellationToken);
        var bound = await BoundAsync(input, cancellationToken);
        var plan = ActivationPlan.For(input, command.Agent, [.. bound.Keys]);
        var models = plan.Where(planned => bound.ContainsKey(planned.AgentId)).ToDictionary(planned => planned.AgentId, planned => bound[planned.AgentId]);
        await RequireThatDataFitsAsync(input, models, cancellationToken);

        var answers = await choir.SingAsync(plan, input, models, phase, command.Timeout, cancellationToken);
        var answer = new ActivationAnswer(answers, phase);
        if (kept is not null)
        {
            return answer;
        }

        var now = time.GetUtcNow();
        var memories = plan.Zip(answers).SelectMany(pair => NewMemory.Of(
            command.Activation,
            pair.Second,
            pair.First.ReachedFrom < 0 ? input.Description! : answers[pair.First.ReachedFrom].Voice,
            now,
            options.Value.HalfLife));

        // Once it is being written nobody can take it back: so it is waited for, however late it is.
        cancellationToken.ThrowIfCancellationRequested();
        await writer.WriteAsync(new Remembrance([.. memories], KeptActivation.Of(answer), command.Idempotency));
        events.Poke();
        return answer;
    }

    /// <summary>The agents with a model and theirs, where it matters.</summary>
    private async Task<IReadOnlyDictionary<string, DeploymentId>> BoundAsync(ActivationInput input, CancellationToken cancellationToken) =>
        input.Data is null ? NoModels : await agents.ListModelsAsync(cancellationToken);

    /// <summary>
    /// Data that no model of those who answer takes is the sender's mistake, and so is asking for more numbers than an answer may hold; that a
    /// model is gone is not, and is part of the answers.
    /// </summary>
    private async Task RequireThatDataFitsAsync(ActivationInput input, IReadOnlyDictionary<string, DeploymentId> models, CancellationToken cancellationToken)
    {
        RefusedException? misfit = null;
        var fits = false;
        var numbers = 0L;
        foreach (var ofOne in models.Values.GroupBy(model => model))
        {
            try
            {
                var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(ofOne.Key.ToString(), cancellationToken);
                AgentInferences.RequireOneRow(route, input.Data!.Value);
                numbers += (long)route.OutputSize * ofOne.Count();
                fits = true;
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Invalid)
            {
                misfit = refused;
            }
            catch (RefusedException)
            {
                // The answer of the agent says it.
            }
        }

        if (misfit is not null && !fits)
        {
            throw misfit;
        }

        if (numbers > ActivationInput.MaxNumbers)
        {
            throw RefusedException.Invalid(
                "data", $"The models of the {models.Count:N0} agents that would compute answer data with {numbers:N0} numbers together; {ActivationInput.MaxNumbers:N0} is the most. Ask fewer of them.");
        }
    }
}
