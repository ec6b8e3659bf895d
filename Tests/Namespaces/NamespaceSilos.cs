using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Namespaces.Trees;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>Two silos that have a tree <c>#shelf</c> as well.</summary>
public sealed class NamespaceSilos : IAsyncLifetime
{
    private readonly TwoSilos silos;

    public NamespaceSilos() => silos = new TwoSilos { Configure = silo => silo.Services.AddSingleton<Tree>(Shelf) };

    internal MemoryTree Shelf { get; } = new MemoryTree("shelf").With("given/", "given/f", "secret/", "secret/f");

    /// <summary>The namespace, as a client and as each silo calls it.</summary>
    public IReadOnlyList<INamespaceGrain> Everywhere =>
        [Namespace, .. silos.Cluster.Silos.Select(silo => silos.From(silo).GetGrain<INamespaceGrain>(0))];

    public INamespaceGrain Namespace => silos.Grains.GetGrain<INamespaceGrain>(0);

    internal Store Store => silos.Store;

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();
}
