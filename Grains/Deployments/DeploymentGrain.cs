using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentGrain"/>
/// <remarks>
/// Holds nothing that is not in its rows. Calls interleave, so that a deployment can be described and terminated while replicas are being
/// loaded; changes of what is wanted come one after another, and so do the steps that bring it about.
/// </remarks>
[Reentrant, LoadAwarePlacement, GrainType("deployment")]
internal sealed partial class DeploymentGrain(
    DeploymentTable deployments,
    ProcessTable processes,
    ReplicaTable replicas,
    ReplicaPlacer placer,
    StorageGrants storage,
    Store store,
    Members members,
    DeploymentKinds kinds,
    ProcessInstruments instruments,
    IOptions<DeploymentOptions> options,
    TimeProvider time,
    ILogger<DeploymentGrain> logger) : Grain, IDeploymentGrain, IDisposable
{
    private readonly SemaphoreSlim changes = new(1);

    public async Task<DeploymentInfo> DescribeAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        return await kinds.CompleteAsync(row, row.ToInfo(), cancellationToken);
    }

    public async Task<IReadOnlyList<ReplicaInfo>> ListReplicasAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        return [.. (await replicas.ListAsync(row.DeploymentId, cancellationToken)).Select(replica => replica.ToInfo())];
    }

    public Task<DeploymentInfo> ScaleAsync(ReplicaRange range, CancellationToken cancellationToken) => ChangeAsync(
        async row =>
        {
            range.Check(options.Value.MaxReplicas);
            var desired = Math.Clamp(row.DesiredReplicas, range.Min, range.Max);
            var served = await ServedAsync(row, cancellationToken);

            // Loaded before anything is written: what does not fit is refused as a whole.
            var silos = desired > served.Count
                ? await placer.ReserveAsync(row.Weights, row.MemoryBytes, desired - served.Count, Silos(served))
                : [];
            if (!await deployments.SetReplicasAsync(row, range, desired, cancellationToken))
            {
                await placer.ReleaseAsync(row.Weights, row.MemoryBytes, silos);
                throw await ChangedMeanwhileAsync();
            }

            await ForgetFailuresAsync(row);
            LogScaled(row.DeploymentId, desired);
            prepared = (row.Weights, row.MemoryBytes, new Queue<SiloAddress>(silos));
        },
        cancellationToken);

    public Task<DeploymentInfo> RolloutAsync(RolloutCommand command, CancellationToken cancellationToken) => ChangeAsync(
        async row =>
        {
            var served = row.ToRevision();
            var dType = command.DType is null ? served.DType : Quantized.Parse(command.DType).ToString();
            var next = served with { DType = dType };
            if (command.ModelId is not null)
            {
                var version = await GrainFactory.GetGrain<IModelDirectoryGrain>(0).ResolveAsync(command.ModelId, cancellationToken);
                next = new RevisionRow
                {
                    ModelVersion = version.ModelId,
                    Sha256 = version.Sha256,
                    DType = dType,
                    Architecture = version.Architecture,
                    ParameterCount = version.ParameterCount,
                    InputSize = version.InputSize,
                    OutputSize = version.OutputSize,
                };
            }

            await ServeAsync(row, next, cancellationToken);
        },
        cancellationToken);

    public Task<DeploymentInfo> RollbackAsync(int? revision, CancellationToken cancellationToken) => ChangeAsync(
        async row =>
        {
            var earlier = await replicas.FindRevisionAsync(row.DeploymentId, row.Revision, revision, cancellationToken)
                ?? throw (revision is null
                    ? new RefusedException(RefusalReason.Conflict, $"{row.DeploymentId} has no earlier revision than {row.Revision}.")
                    : RefusedException.Invalid("revision", $"{row.DeploymentId} has no revision {revision} any more; {options.Value.MaxRevisions} are kept."));
            await ServeAsync(row, earlier, cancellationToken);
        },
        cancellationToken);

    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        var retiring = await replicas.ListAsync(row.DeploymentId, cancellationToken);
        var run = await kinds.FindRunAsync(row, cancellationToken);

        // The rows go first: a replica that is called through an old route meanwhile finds them gone and refuses.
        await deployments.DeleteAsync(row.DeploymentId, cancellationToken);
        LogTerminated(row.DeploymentId, row.Name);
        DeactivateOnIdle();

        // Whoever asked may be gone by now; the replicas have to go all the same.
        await Task.WhenAll(retiring.Select(replica => TryRetireAsync(replica.Id)));
        await TryEndAsync(row);
        await kinds.TryCancelAsync(row, run);
    }

    /// <inheritdoc/>
    public void Dispose() => changes.Dispose();

    /// <summary>Changes what is wanted, alone, and brings it about.</summary>
    private async Task<DeploymentInfo> ChangeAsync(Func<DeploymentRow, Task> change, CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        try
        {
            var row = await FindAsync(cancellationToken);
            if (row.State != DeploymentStatus.Running)
            {
                throw new RefusedException(RefusalReason.Conflict, $"Deployment {row.DeploymentId} is {row.Status}; it has to be Running.");
            }

            DeploymentKinds.RequireNetwork(row);

            await change(row);
        }
        finally
        {
            changes.Release();
        }

        await ConvergeAsync().WaitAsync(cancellationToken);
        return await DescribeAsync(cancellationToken);
    }

    /// <summary>Makes a spec the served revision once a replica of it is warm. What cannot be loaded changes nothing.</summary>
    private async Task ServeAsync(DeploymentRow row, RevisionRow spec, CancellationToken cancellationToken)
    {
        if (spec.Weights == row.Weights && spec.ModelVersion == row.ModelVersion)
        {
            return;
        }

        if ((spec.InputSize, spec.OutputSize) != (row.InputSize, row.OutputSize))
        {
            throw RefusedException.Invalid(
                "modelId",
                $"modelId stands for {spec.ModelVersion}, which takes {spec.InputSize} numbers and gives {spec.OutputSize}; {row.DeploymentId} takes {row.InputSize} and gives {row.OutputSize}. Deploy it under another name.");
        }

        var silos = await ReserveForRolloutAsync(row, spec);
        var next = await replicas.InsertRevisionAsync(
            row.DeploymentId, spec, options.Value.MaxRevisions, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        try
        {
            if (await AddAsync(row, next.Revision, spec.Weights, silos[0]) is not { } added)
            {
                throw DeploymentTable.Unknown(row.DeploymentId.ToString());
            }

            if (!await deployments.ServeAsync(row.DeploymentId, row.Revision, next, CancellationToken.None))
            {
                await LetGoAsync(added);
                throw await ChangedMeanwhileAsync();
            }
        }
        catch (RefusedException)
        {
            await replicas.DeleteRevisionAsync(row.DeploymentId, next.Revision, CancellationToken.None);
            throw;
        }

        LogRolledOut(row.DeploymentId, next.ModelVersion, next.DType, next.Revision);
        await ForgetFailuresAsync(row);
    }

    /// <summary>What is granted stays when something else is served: that has to fit.</summary>
    private async Task<IReadOnlyList<SiloAddress>> ReserveForRolloutAsync(DeploymentRow row, RevisionRow spec)
    {
        await storage.RequireFitAsync(row.StorageBytes, spec.Sha256, "modelId", CancellationToken.None);
        try
        {
            return await placer.ReserveAsync(spec.Weights, row.MemoryBytes, 1, occupied: []);
        }
        catch (RefusedException refused) when (refused is { Reason: RefusalReason.Invalid, Field: "resources" })
        {
            throw RefusedException.Invalid("modelId", $"modelId stands for {spec.ModelVersion}, which does not fit as {spec.DType}: {refused.Message}");
        }
    }

    /// <summary>What failed so far says nothing of how it does otherwise.</summary>
    private Task ForgetFailuresAsync(DeploymentRow row) => row.Failures > 0 ? processes.ForgetAsync(row) : Task.CompletedTask;

    /// <summary>
    /// Why a write found another row than was read: the deployment is gone, or another activation of this grain has changed it, on a silo
    /// that took this one's for dead.
    /// </summary>
    private async Task<RefusedException> ChangedMeanwhileAsync()
    {
        var row = await FindAsync(CancellationToken.None);
        return new RefusedException(RefusalReason.Conflict, $"{row.DeploymentId} was changed meanwhile. Look at it and try again.");
    }

    private async Task<DeploymentRow> FindAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var row = DeploymentId.TryParse(key, out var id) ? await deployments.FindAsync(id, cancellationToken) : null;
        if (row is null)
        {
            DeactivateOnIdle();
            throw DeploymentTable.Unknown(key);
        }

        return row;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is terminated")]
    private partial void LogTerminated(DeploymentId deployment, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} is to have {Replicas} replicas")]
    private partial void LogScaled(DeploymentId deployment, int replicas);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} serves {ModelVersion} as {DType}, revision {Revision}")]
    private partial void LogRolledOut(DeploymentId deployment, string modelVersion, string dType, int revision);
}
