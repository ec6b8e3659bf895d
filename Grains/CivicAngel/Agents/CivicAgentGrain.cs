using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.CivicAngel.Voices;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <inheritdoc cref="ICivicAgentGrain"/>
/// <remarks>
/// Holds who it is and what it is bound to; what it remembers is in its rows alone. Calls interleave: one that waits for a model or for the
/// database must not keep others from an answer.
/// </remarks>
[Reentrant, LoadAwarePlacement, GrainType("civic-agent")]
internal sealed partial class CivicAgentGrain(
    AgentTable agents, MemoryTable memories, AgentInferences inferences, DreamWork dreams, AngelEvents events, ILogger<CivicAgentGrain> logger)
    : Grain, ICivicAgentGrain, IAgentVoiceGrain
{
    private AgentInfo? self;
    private bool isStopped;

    private string Id => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        var row = await agents.FindAsync(Id, cancellationToken);
        self = row?.ToInfo();
        isStopped = row?.IsStopped == true;
    }

    public async Task<AgentAnswer> SpeakAsync(SpeakCommand command, CancellationToken cancellationToken)
    {
        var me = Self();
        if (isStopped)
        {
            // Not found among those who answer: whoever has chosen it meanwhile goes on without it.
            throw RefusedException.NotFound($"{Id} is stopped.");
        }

        var inference = command is { Model: { } model, Input.Data: { } row }
            ? await inferences.RunAsync(model, row, command.Timeout, cancellationToken)
            : null;
        return new AgentAnswer(
            me.Id,
            me.Name,
            Voice.Of(me, command.Asked, command.Input, command.Phase),
            command.ActivatedPerspectives,
            AgentTriggers.Of(me, command.Input),
            command.Step,
            inference);
    }

    public async Task<IReadOnlyList<MemoryInfo>> RecallAsync(RecallCommand command, CancellationToken cancellationToken)
    {
        var rows = await memories.RecallAsync(Id, command.Pattern, command.Before, command.Most, cancellationToken);
        return [.. rows.Select(row => row.ToInfo())];
    }

    public Task<AgentDream> DreamAsync(long dream, CancellationToken cancellationToken) => dreams.RunAsync(Id, dream, cancellationToken);

    public async Task<AgentInfo> BindAsync(string deployment, CancellationToken cancellationToken)
    {
        _ = Self();
        var id = await GrainFactory.GetGrain<IDeploymentDirectoryGrain>(0).ResolveAsync(deployment, cancellationToken);
        var info = await GrainFactory.GetGrain<IDeploymentGrain>(id.ToString()).DescribeAsync(cancellationToken);
        if (info.Type is not (DeploymentType.NeuralNetwork or DeploymentType.Service))
        {
            throw RefusedException.Invalid("deploymentId", $"deploymentId must name a deployment of a network or a service; {id} is a {info.Type}.");
        }

        if (info.Status != DeploymentStatus.Running)
        {
            throw new RefusedException(RefusalReason.Conflict, $"Deployment {id} is {info.Status}; it has to be Running.");
        }

        await SetModelAsync(id, cancellationToken);
        LogBound(Id, id);
        return Self();
    }

    public async Task<AgentInfo> UnbindAsync(CancellationToken cancellationToken)
    {
        if (Self().Model is not { } model)
        {
            throw new RefusedException(RefusalReason.Conflict, $"{Id} is bound to no deployment.");
        }

        await SetModelAsync(null, cancellationToken);
        LogUnbound(Id, model);
        return Self();
    }

    public Task RetireAsync(CancellationToken cancellationToken)
    {
        self = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task SetModelAsync(DeploymentId? model, CancellationToken cancellationToken)
    {
        try
        {
            if (!await agents.SetModelAsync(Id, model, cancellationToken))
            {
                self = null;
            }
        }
        catch
        {
            // It may have been written all the same: the next activation looks.
            DeactivateOnIdle();
            throw;
        }

        self = Self() with { Model = model };
        events.Poke();
    }

    /// <exception cref="RefusedException">There is no such agent, or no more.</exception>
    private AgentInfo Self()
    {
        if (self is null)
        {
            // Not sooner: calls that wait for an activation which is to end at once are sent on until they are rejected.
            DeactivateOnIdle();
            throw AgentTable.Unknown(Id);
        }

        return self;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Agent} computes with {Deployment}")]
    private partial void LogBound(string agent, DeploymentId deployment);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Agent} computes with {Deployment} no longer")]
    private partial void LogUnbound(string agent, DeploymentId deployment);
}
