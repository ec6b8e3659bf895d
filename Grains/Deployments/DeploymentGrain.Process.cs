using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Deployments;

internal sealed partial class DeploymentGrain
{
    public Task<DeploymentInfo> StopAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentInfo> StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentInfo> PinAsync(bool pinned, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task FailAsync(string? part, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ResourceUse>> MeasureAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
