using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Services;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Services;

/// <summary>Services that remember for long what a path of their namespace stood for.</summary>
public sealed class KnownRouteTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly float[] Row = [0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, -0.8f];

    private readonly TwoSilos silos = new() { Configure = silo => silo.Configure<ServiceOptions>(options => options.Lifetime = TimeSpan.FromMinutes(1)) };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Model_DeletedOrStopped_IsFollowedByTheOneThatHasItsNameNow()
    {
        var first = await silos.DeployAsync("digits", seed: 1);
        var second = await silos.DeployAsync("digits", seed: 2);
        var third = await silos.DeployAsync("digits", seed: 3);
        var command = new DeployServiceCommand("service", [new ServiceStep(Model: "digits")]);
        var service = (await silos.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployServiceAsync(command, None)).Id;
        Assert.Equal(await NetworkAsync(third.Id), await ExecuteAsync(service));

        await silos.Deployment(third.Id).TerminateAsync(None);
        Assert.Equal(await NetworkAsync(second.Id), await ExecuteAsync(service));
        await silos.Deployment(second.Id).StopAsync(None);
        Assert.Equal(await NetworkAsync(first.Id), await ExecuteAsync(service));

        await silos.Deployment(first.Id).StopAsync(None);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(service));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
    }

    private async Task<float[]> ExecuteAsync(DeploymentId service) =>
        Floats(await silos.Grains.GetGrain<IServiceGrain>(service.ToString()).ExecuteAsync(Request(), 0, None));

    private async Task<float[]> NetworkAsync(DeploymentId network) => Floats(await silos.Replica(network).ExecuteAsync(Request(), None));

    private static InferenceRequest Request() => new(MemoryMarshal.AsBytes<float>(Row).ToArray(), TimeSpan.FromSeconds(30));

    private static float[] Floats(InferenceAnswer answer) => MemoryMarshal.Cast<byte, float>(answer.Rows.Span).ToArray();
}
