using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Whether the silo does its work: it is an active member, its grains answer, and they can read the database.</summary>
/// <param name="membership">Says what the silo is.</param>
/// <param name="grains">Asks a grain.</param>
/// <param name="lifetime">Says whether the process was told to stop.</param>
/// <param name="time">Bounds the question.</param>
public sealed class SiloReadiness(ISiloStatusOracle membership, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The state in which it does.</summary>
    public const string Ready = "ready";

    /// <summary>Less than whoever asks has.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see cref="Ready"/>, <c>starting</c>, <c>stopping</c> or <c>unavailable</c>.</returns>
    public async Task<string> StateAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested || membership.CurrentStatus is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead)
        {
            return "stopping";
        }

        if (membership.CurrentStatus != SiloStatus.Active)
        {
            return "starting";
        }

        try
        {
            await grains.GetGrain<IDeploymentDirectoryGrain>(0).CountAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return Ready;
        }
        catch (Exception exception) when (exception is RefusedException or OrleansException or TimeoutException)
        {
            return "unavailable";
        }
    }
}
