using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <content>
/// Brings the replicas to what the row wants. A new replica is loaded before it is called, and an old one is let go only when a new one
/// is called in its place, so that no request finds none.
/// </content>
internal sealed partial class DeploymentGrain
{
    private readonly ReplicaScaler scaler = new();

    /// <summary>Where room was made for replicas that are about to be added.</summary>
    private (WeightsKey Weights, long Granted, Queue<SiloAddress> Silos) prepared = (default, 0, new Queue<SiloAddress>());

    private Task converging = Task.CompletedTask;
    private bool isOutdated;

    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        if (row.State == DeploymentStatus.Failed)
        {
            await RestartAsync(cancellationToken);
            return;
        }

        if (HasRunWell(row))
        {
            await processes.ForgetAsync(row);
        }

        if (row is { Replicas.IsElastic: true, State: DeploymentStatus.Running })
        {
            await FollowLoadAsync(row, cancellationToken);
        }

        await ConvergeAsync().WaitAsync(cancellationToken);
    }

    public Task MoveReplicaAsync(SiloAddress source, SiloAddress target, CancellationToken cancellationToken) => ChangeAsync(
        async row =>
        {
            var served = await ServedAsync(row, cancellationToken);
            if (served.FirstOrDefault(replica => source.Equals(replica.SiloAddress)) is { } leaving
                && !served.Any(replica => target.Equals(replica.SiloAddress))
                && await AddAsync(row, row.Revision, row.Weights, target) is { } added)
            {
                LogMoved(leaving.Id, added, target);
                await LetGoAsync(leaving.Id);
            }
        },
        cancellationToken);

    /// <summary>One convergence at a time; what is changed while it runs is seen to before it ends.</summary>
    private Task ConvergeAsync()
    {
        isOutdated = true;
        return converging.IsCompleted ? converging = ConvergeWhileOutdatedAsync() : converging;
    }

    private async Task ConvergeWhileOutdatedAsync()
    {
        while (isOutdated)
        {
            isOutdated = false;
            try
            {
                await ConvergeOnceAsync();
            }
            catch (Exception exception) when (IsExpected(exception))
            {
                // There is no room, or no database, or a silo is just leaving: the reconciler comes again.
                LogNotConverged(this.GetPrimaryKeyString(), exception.Message);
            }

            // What is left of it would be taken for room by a later one, when it is none any more.
            var (weights, granted, unused) = prepared;
            prepared = (default, 0, new Queue<SiloAddress>());
            await placer.ReleaseAsync(weights, granted, unused);
        }
    }

    private async Task ConvergeOnceAsync()
    {
        if (!DeploymentId.TryParse(this.GetPrimaryKeyString(), out var id)
            || await deployments.FindAsync(id, CancellationToken.None) is not { State: DeploymentStatus.Running } row)
        {
            return;
        }

        if (row.Kind != DeploymentType.NeuralNetwork || !await RestoreAsync(row))
        {
            return;
        }

        var served = await ServedAsync(row, CancellationToken.None);
        while (served.Count < row.DesiredReplicas && MayAdd(row))
        {
            if (!await AddOneAsync(row, served))
            {
                return;
            }

            served = await ServedAsync(row, CancellationToken.None);
        }

        if (row.RestartAt is not null && served.Count >= row.DesiredReplicas)
        {
            await RestartedAsync(row);
        }

        foreach (var surplus in await SurplusAsync(row))
        {
            await LetGoAsync(surplus);
        }
    }

    /// <summary>Loads the replicas that are not ready, or whose silo is gone, where there is room. False: there is none for any, and the process waits for it.</summary>
    private async Task<bool> RestoreAsync(DeploymentRow row)
    {
        var active = members.Active();
        var all = await replicas.ListAsync(row.DeploymentId, CancellationToken.None);
        var lost = all.Where(replica => replica.Revision == row.Revision && !replica.IsDraining && !replica.IsServedBy(active)).ToArray();
        if (lost.Length == 0)
        {
            return true;
        }

        var living = all.Except(lost).ToArray();
        try
        {
            var silos = await ReserveAsManyAsync(row, lost.Length, Silos(living));
            await Task.WhenAll(lost.Zip(silos, (replica, silo) => WarmAsync(row, replica.Id, row.Weights, silo)));
            return true;
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NoRoom && !living.Any(replica => replica.IsReady))
        {
            // Requests may have brought one back already, to a silo that its row does not name yet.
            if ((await Task.WhenAll(lost.Select(TryFindAsync))).Contains(true))
            {
                return true;
            }

            await FailWithoutRoomAsync(refused.Message);
            return false;
        }
    }

    /// <summary>Room for all of so many replicas, or for one where there is none for all.</summary>
    private async Task<IReadOnlyList<SiloAddress>> ReserveAsManyAsync(DeploymentRow row, int count, IEnumerable<SiloAddress> occupied)
    {
        try
        {
            return await placer.ReserveAsync(row.Weights, row.MemoryBytes, count, occupied);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NoRoom && count > 1)
        {
            return await placer.ReserveAsync(row.Weights, row.MemoryBytes, 1, occupied);
        }
    }

    /// <summary>Adds a replica; where there is no room, in place of an old one. False: the deployment is gone.</summary>
    private async Task<bool> AddOneAsync(DeploymentRow row, IReadOnlyList<ReplicaRow> served)
    {
        try
        {
            var silo = prepared.Weights == row.Weights && prepared.Silos.TryDequeue(out var ready)
                ? ready
                : (await placer.ReserveAsync(row.Weights, row.MemoryBytes, 1, Silos(served)))[0];
            return await AddAsync(row, row.Revision, row.Weights, silo) is not null;
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NoRoom && served.Count > 0)
        {
            var outdated = (await replicas.ListAsync(row.DeploymentId, CancellationToken.None)).FirstOrDefault(replica => replica.Revision < row.Revision);
            if (outdated is null)
            {
                throw;
            }

            await LetGoAsync(outdated.Id);
            return true;
        }
    }

    /// <summary>Replicas that are not wanted: of old revisions, draining, or too many, of which the ones on silos that have several go first.</summary>
    private async Task<IReadOnlyList<ReplicaId>> SurplusAsync(DeploymentRow row)
    {
        var all = await replicas.ListAsync(row.DeploymentId, CancellationToken.None);
        var served = all.Where(replica => replica.Revision == row.Revision && replica.IsReady).ToArray();
        var kept = served
            .GroupBy(replica => replica.Silo)
            .SelectMany(onOneSilo => onOneSilo.OrderBy(replica => replica.Ordinal).Select((replica, nth) => (replica, nth)))
            .OrderBy(each => each.nth).ThenBy(each => each.replica.Ordinal)
            .Take(row.DesiredReplicas)
            .Select(each => each.replica.Id)
            .ToHashSet();

        // A change adds replicas before it takes others away, and knows which; it converges when it is done.
        bool IsAwaited(ReplicaRow replica) => replica.Revision >= row.Revision && changes.CurrentCount == 0;
        return kept.Count == 0 ? [] : [.. all.Where(replica => !kept.Contains(replica.Id) && !IsAwaited(replica)).Select(replica => replica.Id)];
    }

    /// <summary>Inserts a replica and loads it where room was made for it. Null: the deployment is gone.</summary>
    private async Task<ReplicaId?> AddAsync(DeploymentRow row, int revision, WeightsKey weights, SiloAddress silo)
    {
        ReplicaId? inserted = null;
        try
        {
            inserted = await replicas.InsertAsync(row.DeploymentId, revision, silo, CancellationToken.None);
        }
        finally
        {
            if (inserted is null)
            {
                await placer.ReleaseAsync(weights, row.MemoryBytes, [silo]);
            }
        }

        if (inserted is not { } replica)
        {
            return null;
        }

        try
        {
            return await WarmAsync(row, replica, weights, silo) ? replica : null;
        }
        catch
        {
            await replicas.DeleteAsync(replica, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Loads a replica and has it called. False: its row is gone.</summary>
    private async Task<bool> WarmAsync(DeploymentRow row, ReplicaId replica, WeightsKey weights, SiloAddress silo) =>
        await replicas.SetStateAsync(
            replica, ReplicaState.Ready, await placer.WarmAsync(replica, silo, weights, row.MemoryBytes), CancellationToken.None);

    /// <summary>Has a replica called no more, lets it answer what it has, and forgets it.</summary>
    private async Task LetGoAsync(ReplicaId replica)
    {
        if (await replicas.SetStateAsync(replica, ReplicaState.Draining, silo: null, CancellationToken.None) && await TryRetireAsync(replica))
        {
            await replicas.DeleteAsync(replica, CancellationToken.None);
        }
    }

    private async Task<bool> TryRetireAsync(ReplicaId replica)
    {
        try
        {
            await GrainFactory.GetGrain<IModelReplicaGrain>(replica.ToString()).RetireAsync(CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // It looks at its row every so often, and goes by itself when that is gone.
            LogNotRetired(replica, exception.Message);
            return false;
        }
    }

    /// <summary>Changes the number of replicas of an elastic deployment when their queues have been long, or empty, for a while.</summary>
    private async Task FollowLoadAsync(DeploymentRow row, CancellationToken cancellationToken)
    {
        var served = await ServedAsync(row, cancellationToken);
        var statistics = await Task.WhenAll(served.Select(
            replica => GrainFactory.GetGrain<IModelReplicaGrain>(replica.Id.ToString()).CountAsync(cancellationToken)));
        var desired = scaler.Follow(row.Replicas, row.DesiredReplicas, statistics.Sum(each => each.QueueDepth));
        if (desired != row.DesiredReplicas)
        {
            LogScaled(row.DeploymentId, desired);
            await deployments.SetReplicasAsync(row, row.Replicas, desired, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ReplicaRow>> ServedAsync(DeploymentRow row, CancellationToken cancellationToken) =>
        [.. (await replicas.ListAsync(row.DeploymentId, cancellationToken)).Where(replica => replica.Revision == row.Revision && replica.IsReady)];

    /// <summary>What may happen while silos come and go; calls to those that die are cancelled.</summary>
    private static bool IsExpected(Exception exception) =>
        exception is RefusedException or OrleansException or TimeoutException or OperationCanceledException;

    private static IEnumerable<SiloAddress> Silos(IEnumerable<ReplicaRow> rows) => rows.Select(replica => replica.SiloAddress).OfType<SiloAddress>();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} moves to {Silo} as {Added}")]
    private partial void LogMoved(ReplicaId replica, ReplicaId added, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} is not as it should be yet: {Reason}")]
    private partial void LogNotConverged(string deployment, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} did not take its leave: {Reason}")]
    private partial void LogNotRetired(ReplicaId replica, string reason);
}
