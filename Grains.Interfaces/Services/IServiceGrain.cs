using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Services;

/// <summary>A running service. Key: the deployment id, <c>deploy-7</c>.</summary>
[Alias("inferno.service")]
public interface IServiceGrain : IGrainWithStringKey
{
    /// <summary>Takes rows through the steps.</summary>
    /// <param name="request">The rows.</param>
    /// <param name="depth">How many services lie around this one: they may call one another, but not without end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">
    /// The service does not run, the numbers do not fill its rows, too many requests wait, or a step finds nothing in the namespace of the
    /// process that it could call.
    /// </exception>
    [Alias("execute"), ResponseTimeout("00:01:10")]
    Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, int depth, CancellationToken cancellationToken);

    /// <summary>Tells what the service has done since it was last activated.</summary>
    [Alias("count")]
    Task<ReplicaStatistics> CountAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what it holds: the deployment was stopped, started or ended.</summary>
    [Alias("retire")]
    Task RetireAsync(CancellationToken cancellationToken);
}
