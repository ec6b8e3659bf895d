using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>Two silos in this process that share one store and its writer.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private Store? store;
    private InProcessTestCluster? cluster;

    /// <summary>What else a test wants of its silos.</summary>
    public Action<ISiloBuilder>? Configure { get; init; }

    /// <summary>What else a test wants of the client.</summary>
    public Action<IClientBuilder>? ConfigureClient { get; init; }

    public InProcessTestCluster Cluster => cluster!;

    public IGrainFactory Grains => Cluster.Client;

    public IDeploymentDirectoryGrain Directory => Grains.GetGrain<IDeploymentDirectoryGrain>(0);

    public IModelDirectoryGrain Models => Grains.GetGrain<IModelDirectoryGrain>(0);

    internal Store Store => store!;

    public async Task InitializeAsync()
    {
        store = LocalStore.Open(
            new StorageOptions { DataDirectory = data.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Store);
            silo.AddInferno();
            Configure?.Invoke(silo);
            silo.Configure<WeightsOptions>(options => options.Linger = TimeSpan.Zero);
            silo.Configure<PlacementOptions>(options =>
            {
                // Tests decide where grains live by calling from there, however busy the machine is.
                options.LocalMargin = 10;
                options.OverloadedCpu = options.OverloadedMemory = 1;
                options.ReportPeriod = TimeSpan.FromMilliseconds(50);
            });
            silo.Configure<DeploymentOptions>(options =>
            {
                options.MaxMovesPerMinute = 0;
                options.ReconcileInterval = TimeSpan.FromMilliseconds(200);
            });
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 1;
                options.NumVotesForDeathDeclaration = 1;
            });
        });
        builder.ConfigureClient(client => ConfigureClient?.Invoke(client));
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Store.DisposeAsync();
        data.Dispose();
    }

    public Task<DeployAnswer> DeployAsync(
        string name, long seed = 1, InProcessSiloHandle? from = null, ReplicaRange? replicas = null, ProcessSpec? process = null) =>
        From(from).GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(
            new DeployCommand(
                name, new NetworkSpec("mlp", 8, null, 3, null, null, null, seed), ModelId: null, Idempotency: null, TimeSpan.FromMinutes(1),
                Replicas: replicas, Process: process),
            CancellationToken.None);

    /// <summary>The replica of a deployment, called by the client or from within a silo.</summary>
    public IModelReplicaGrain Replica(DeploymentId deployment, InProcessSiloHandle? from = null) =>
        From(from).GetGrain<IModelReplicaGrain>(new ReplicaId(deployment, Revision: 1, Ordinal: 0).ToString());

    /// <summary>The silo that a replica lives on.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(IModelReplicaGrain replica)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(replica);
        return Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>The native bytes that a silo holds.</summary>
    public long ReservedBytes(InProcessSiloHandle silo) => ServicesOf(silo).GetRequiredService<MemoryLedger>().Reserved;

    /// <summary>Whether a silo has a replica of a deployment loaded.</summary>
    public bool IsLoaded(DeploymentId deployment) => Cluster.Silos.Any(silo =>
        ServicesOf(silo).GetRequiredService<LoadedReplicas>().Find(new ReplicaId(deployment, Revision: 1, Ordinal: 0).ToString()) is not null);

    /// <summary>Where grains are called from: a silo, or the client.</summary>
    public IGrainFactory From(InProcessSiloHandle? silo) =>
        silo is null ? Grains : ServicesOf(silo).GetRequiredService<IGrainFactory>();

    public IDeploymentGrain Deployment(DeploymentId deployment) => Grains.GetGrain<IDeploymentGrain>(deployment.ToString());

    private IServiceProvider ServicesOf(InProcessSiloHandle silo) => Cluster.GetSiloServiceProvider(silo.SiloAddress);
}
