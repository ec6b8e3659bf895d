using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Has the metrics of every room there from the start: what nobody has used yet is told as well.</summary>
internal sealed class SiloInstruments(IServiceProvider services) : IHostedService
{
    private static readonly Type[] rooms =
    [
        typeof(CivicAngelInstruments), typeof(ComputeInstruments), typeof(DeploymentInstruments), typeof(InferenceInstruments),
        typeof(PlacementInstruments), typeof(ProcessInstruments), typeof(StorageInstruments), typeof(WeightsInstruments),
    ];

    /// <summary>Registers those that no room registers itself.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<DeploymentInstruments>();
        services.AddSingleton<InferenceInstruments>();
        services.AddSingleton<ProcessInstruments>();
        services.AddSingleton<StorageInstruments>();
        services.AddSingleton<WeightsInstruments>();
        services.AddHostedService<SiloInstruments>();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(rooms, room => services.GetRequiredService(room));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
