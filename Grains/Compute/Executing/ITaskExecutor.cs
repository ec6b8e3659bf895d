using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>Runs tasks on one silo; every silo has one, called by the silo's address.</summary>
[Alias("inferno.task-executor")]
internal interface ITaskExecutor : IGrainService
{
    /// <summary>Claims tasks and runs them.</summary>
    [Alias("offer")]
    Task<OfferAnswer> OfferAsync(IReadOnlyList<Offer> offers);

    /// <summary>Stops attempts that are of no use any more, if they are here.</summary>
    [Alias("stop")]
    Task StopAsync(IReadOnlyList<AttemptId> attempts);

    /// <summary>Gives back what waits here to run on a node.</summary>
    [Alias("release")]
    Task ReleaseAsync(string node);
}

/// <summary>The way to the executor of a silo.</summary>
internal sealed class TaskExecutors(IServiceProvider services) : GrainServiceClient<ITaskExecutor>(services)
{
    public ITaskExecutor On(SiloAddress silo) => GetGrainService(silo);
}
