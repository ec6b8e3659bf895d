using InfernoOrleans.Grains.Audit;
using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Keys;
using InfernoOrleans.Grains.Models;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Services;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
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
public static partial class InfernoSilo
{
    /// <summary>
    /// Adds the grains and what they need, bound to the sections <c>Storage</c>, <c>Deployments</c>, <c>Models</c>, <c>Batching</c>,
    /// <c>Weights</c>, <c>Compute</c>, <c>Tasks</c>, <c>CivicAngel</c>, <c>Namespaces</c>, <c>Services</c>, <c>DeployedTasks</c>, <c>Keys</c>,
    /// <c>Audit</c> and <c>Placement</c> of the configuration.
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
        services.TryAddSingleton(OpenStore);
        services.AddSingleton<IArtifactStaging>(provider => provider.GetRequiredService<Store>().Artifacts);
        services.AddHostedService<ArtifactCollector>();
        services.AddSingleton<IdempotencyTable>();
        SiloInstruments.Add(services);

        services.AddSingleton(Ledger);
        services.AddSingleton<LongWork>();
        services.AddSingleton(provider => Pool(provider.GetRequiredService<IOptions<ComputeOptions>>().Value));
        services.AddSingleton<ResidentWeights>();
        services.AddSingleton<ReservedWeights>();
        services.AddSingleton<DeploymentTable>();
        services.AddSingleton<ProcessTable>();
        services.AddSingleton<StorageGrants>();
        services.AddSingleton<ReplicaTable>();
        services.AddSingleton<ReplicaPlacer>();
        services.AddSingleton<Members>();
        services.AddSingleton<DeploymentKinds>();
        services.AddSingleton<ReplicaHosts>();
        services.AddSingleton<LoadedReplicas>();
        services.AddSingleton<IIdleMemory>(provider => provider.GetRequiredService<LoadedReplicas>());
        services.AddSingleton<ReplicaParts>();
        services.AddSingleton<ReplicaFailures>();
        services.AddHostedService<ReplicaSweep>();
        services.AddSingleton<DeploymentCaller>();
        services.AddSingleton<ProcessModels>();
        services.AddHostedService<ReplicaReconciler>();
        silo.AddGrainService<ReplicaHost>();
        services.AddSingleton<InitialWeights>();
        services.AddSingleton<ModelTable>();

        silo.AddEvents();
        silo.AddCompute();
        silo.AddCivicAngel();
        silo.AddNamespaces();
        silo.AddServices();
        silo.AddDeployedTasks();
        silo.AddKeys();
        silo.AddAudit();
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

    /// <summary>Makes the silo part of the cluster that the options name.</summary>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterOptions options) =>
        options.Mode == ClusterMode.Postgres ? silo.UsePostgresCluster(options) : silo.UseLocalCluster(options);

    /// <summary>Connects a gateway to the cluster that the options name.</summary>
    public static IClientBuilder UseCluster(this IClientBuilder client, ClusterOptions options) =>
        options.Mode == ClusterMode.Postgres ? client.UsePostgresCluster(options) : client.UseLocalCluster(options);

    /// <summary>
    /// Opens what the silo stores things in before anything listens, so that a folder or a database that cannot be used ends the process
    /// with a reason.
    /// </summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses the folder.</exception>
    public static void RequireStore(IServiceProvider services) => services.GetRequiredService<Store>();

    private static Store OpenStore(IServiceProvider provider)
    {
        var cluster = provider.GetRequiredService<IOptions<ClusterOptions>>().Value;
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        var instruments = provider.GetRequiredService<StorageInstruments>();
        return cluster.Mode == ClusterMode.Postgres
            ? ClusterStore.Open(PostgresConnection.Complete(cluster.ConnectionString!, $"inferno {cluster.SiloName}"), options, time, loggers, instruments)
            : LocalStore.Open(options, time, loggers, instruments);
    }

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }

    private static ComputePool Pool(ComputeOptions options) => new(options.Workers, options.MaxQueuedJobs);

    private static MemoryLedger Ledger(IServiceProvider provider)
    {
        var budget = MemoryBudget.Read();
        var configured = provider.GetRequiredService<IOptions<WeightsOptions>>().Value.MemoryBytes;
        var capacity = configured > 0 ? configured : budget.DefaultLedgerBytes;
        if (!budget.Holds(capacity))
        {
            LogTooMuch(provider.GetRequiredService<ILogger<MemoryLedger>>(), capacity >> 20, budget.HeapBytes >> 20, budget.LimitBytes >> 20);
        }

        return new MemoryLedger(capacity);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Weights may take {Ledger} MiB and the garbage collector {Heap} MiB, which is more than the {Limit} MiB that this process "
            + "may use: it may be killed for it. Lower Weights:MemoryBytes or DOTNET_GCHeapHardLimitPercent, or raise the limit.")]
    private static partial void LogTooMuch(ILogger logger, long ledger, long heap, long limit);
}
