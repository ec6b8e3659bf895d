using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Storage;
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
    private LocalStore? store;
    private InProcessTestCluster? cluster;

    public InProcessTestCluster Cluster => cluster!;

    public IGrainFactory Grains => Cluster.Client;

    public IDeploymentIntakeGrain Intake => Grains.GetGrain<IDeploymentIntakeGrain>(0);

    public IDeploymentDirectoryGrain Directory => Grains.GetGrain<IDeploymentDirectoryGrain>(0);

    public IModelDirectoryGrain Models => Grains.GetGrain<IModelDirectoryGrain>(0);

    internal LocalStore Store => store!;

    public async Task InitializeAsync()
    {
        store = LocalStore.Open(
            new StorageOptions { DataDirectory = data.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(store);
            silo.AddInferno();
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 1;
                options.NumVotesForDeathDeclaration = 1;
            });
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Store.DisposeAsync();
        data.Dispose();
    }

    public Task<DeployAnswer> DeployAsync(string name, int inputSize = 8, int outputSize = 3, long seed = 1) =>
        Intake.DeployAsync(
            new DeployCommand(
                name, new NetworkSpec("mlp", inputSize, null, outputSize, null, null, null, seed), ModelId: null, Idempotency: null),
            CancellationToken.None);

    public IModelReplicaGrain Replica(DeploymentId deployment) =>
        Grains.GetGrain<IModelReplicaGrain>(new ReplicaId(deployment, Revision: 1, Ordinal: 0).ToString());

    /// <summary>The silo that a replica lives on.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(IModelReplicaGrain replica)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(replica);
        return Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>The native bytes that a silo holds.</summary>
    public long ReservedBytes(InProcessSiloHandle silo) =>
        Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<MemoryLedger>().Reserved;
}
