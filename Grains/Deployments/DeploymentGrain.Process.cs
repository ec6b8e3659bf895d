using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Services;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <content>Stopping and starting. The row says first what is to be; what lives follows it.</content>
internal sealed partial class DeploymentGrain
{
    public async Task<DeploymentInfo> StopAsync(CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        try
        {
            var row = await FindAsync(cancellationToken);
            if (row.State != DeploymentStatus.Stopped)
            {
                var retiring = await processes.StopAsync(row.DeploymentId, cancellationToken);
                LogStopped(row.DeploymentId, row.Name);
                await Task.WhenAll(retiring.Select(TryRetireAsync));
                await TryEndAsync(row);
            }
        }
        finally
        {
            changes.Release();
        }

        return await DescribeAsync(cancellationToken);
    }

    public async Task<DeploymentInfo> StartAsync(CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        try
        {
            var row = await FindAsync(cancellationToken);
            if (row.State != DeploymentStatus.Running)
            {
                await StartAsync(row, failures: 0);
            }
        }
        finally
        {
            changes.Release();
        }

        return await DescribeAsync(cancellationToken);
    }

    public async Task<DeploymentInfo> PinAsync(bool pinned, CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        await processes.PinAsync(row.DeploymentId, pinned, cancellationToken);
        await Task.WhenAll(
            from replica in await replicas.ListAsync(row.DeploymentId, cancellationToken)
            let silo = replica.SiloAddress
            where silo is not null
            select TryTellAsync(row, _ => placer.PinAsync(replica.Id, silo, pinned)));
        return await DescribeAsync(cancellationToken);
    }

    /// <summary>Loads the replicas, if it has any, and then has it run. Where there is no room it stays as it was.</summary>
    private async Task StartAsync(DeploymentRow row, int failures)
    {
        var silos = row.Kind == DeploymentType.NeuralNetwork ? await placer.ReserveAsync(row.Weights, row.MemoryBytes, row.DesiredReplicas, occupied: []) : [];
        var isStarted = false;
        try
        {
            isStarted = await processes.StartAsync(row, failures, silos);
        }
        finally
        {
            if (!isStarted)
            {
                await placer.ReleaseAsync(row.Weights, row.MemoryBytes, silos);
            }
        }

        if (!isStarted)
        {
            throw await ChangedMeanwhileAsync();
        }

        LogStarted(row.DeploymentId, row.Name);
        await Task.WhenAll(silos.Select((silo, ordinal) => TryWarmAsync(row, new ReplicaId(row.DeploymentId, row.Revision, ordinal), silo)));
        await (row.Kind switch
        {
            DeploymentType.DistributedTask => TryTellAsync(row, GrainFactory.GetGrain<IDeployedTaskGrain>(row.DeploymentId.ToString()).StartAsync),
            _ => TryEndAsync(row),
        });
    }

    private async Task TryWarmAsync(DeploymentRow row, ReplicaId replica, SiloAddress silo)
    {
        try
        {
            await placer.WarmAsync(replica, silo, row.Weights, row.MemoryBytes);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // It runs, and its first request will load it.
            LogNotConverged(replica.ToString(), exception.Message);
        }
    }

    /// <summary>Ends what a process without replicas does, or has it forget what it holds, since its row is another now.</summary>
    private Task TryEndAsync(DeploymentRow row) => row.Kind switch
    {
        DeploymentType.CivicAgent when row.Agent == row.DeploymentId.CustomAgentId =>
            TryTellAsync(row, GrainFactory.GetGrain<ICivicAgentGrain>(row.Agent).RetireAsync),
        DeploymentType.Service => TryTellAsync(row, GrainFactory.GetGrain<IServiceGrain>(row.DeploymentId.ToString()).RetireAsync),
        DeploymentType.DistributedTask => TryTellAsync(row, GrainFactory.GetGrain<IDeployedTaskGrain>(row.DeploymentId.ToString()).StopAsync),
        _ => Task.CompletedTask,
    };

    private async Task TryTellAsync(DeploymentRow row, Func<CancellationToken, Task> tell)
    {
        try
        {
            // Whoever asked may be gone by now.
            await tell(CancellationToken.None);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // What it does looks at the row, and it goes by itself when it is not asked for a while.
            LogNotTold(row.DeploymentId, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is stopped")]
    private partial void LogStopped(DeploymentId deployment, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is started")]
    private partial void LogStarted(DeploymentId deployment, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What runs for {Deployment} could not be told: {Reason}")]
    private partial void LogNotTold(DeploymentId deployment, string reason);
}
