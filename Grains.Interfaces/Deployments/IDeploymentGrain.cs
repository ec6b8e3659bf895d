using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>One deployment: the single writer of its row and the master of its replicas. Key: the deployment id, <c>deploy-7</c>.</summary>
[Alias("inferno.deployment")]
public interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>Tells what is deployed and in which state.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("get")]
    Task<DeploymentInfo> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Ends the deployment for good: its row goes first, then every replica retires and frees its memory.</summary>
    /// <exception cref="RefusedException">There is no such deployment.</exception>
    [Alias("terminate")]
    Task TerminateAsync(CancellationToken cancellationToken);
}
