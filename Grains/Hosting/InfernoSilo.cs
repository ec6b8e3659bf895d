using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Models;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>The one way to make a silo of ours; silo processes, embedded nodes and tests differ only in how silos find one another.</summary>
public static class InfernoSilo
{
    /// <summary>
    /// Adds the grains and what they need, bound to the sections <c>Storage</c>, <c>Deployments</c>, <c>Models</c>, <c>Batching</c>,
    /// <c>Weights</c>, <c>Compute</c> and <c>Placement</c> of the configuration.
    /// </summary>
    public static ISiloBuilder AddInferno(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);

        AddOptions<StorageOptions, StorageOptionsValidator>(services, StorageOptions.Section);
        AddOptions<DeploymentOptions, DeploymentOptionsValidator>(services, DeploymentOptions.Section);
        AddOptions<ModelOptions, ModelOptionsValidator>(services, ModelOptions.Section);
        AddOptions<BatchingOptions, BatchingOptionsValidator>(services, BatchingOptions.Section);
        AddOptions<WeightsOptions, WeightsOptionsValidator>(services, WeightsOptions.Section);
        AddOptions<ComputeOptions, ComputeOptionsValidator>(services, ComputeOptions.Section);

        // A store that is there already is shared: silos of one process have one database writer.
        services.TryAddSingleton(provider => LocalStore.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IArtifactStaging>(provider => provider.GetRequiredService<LocalStore>().Artifacts);
        services.AddHostedService<ArtifactCollector>();
        services.AddSingleton<IdempotencyTable>();

        services.AddSingleton(provider => new MemoryLedger(MemoryCapacity(provider.GetRequiredService<IOptions<WeightsOptions>>().Value)));
        services.AddSingleton<LongWork>();
        services.AddSingleton(provider => Pool(provider.GetRequiredService<IOptions<ComputeOptions>>().Value));
        services.AddSingleton<ResidentWeights>();
        services.AddSingleton<DeploymentTable>();
        services.AddSingleton<InitialWeights>();
        services.AddSingleton<ModelTable>();

        silo.AddLoadAwarePlacement();
        silo.AddActivityPropagation();
        silo.AddDashboard();

        // Experimental in Orleans 10.4, and still the better choice: when a silo dies, the default directory forgets activations of the
        // silos that live on as well.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        return silo;
    }

    /// <summary>
    /// Opens the data folder before anything listens, so that one that cannot be used ends the process with a reason.
    /// </summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses it.</exception>
    public static void OpenStore(IServiceProvider services) => services.GetRequiredService<LocalStore>();

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }

    private static ComputePool Pool(ComputeOptions options) => new(options.Workers, options.MaxQueuedJobs);

    private static long MemoryCapacity(WeightsOptions options) =>
        options.MemoryBytes > 0 ? options.MemoryBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
