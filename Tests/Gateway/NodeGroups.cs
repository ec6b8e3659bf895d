using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Tests that look at one node, one after another: starting a node is what takes time.</summary>
[CollectionDefinition(Name)]
public sealed class LookingTests : ICollectionFixture<SharedNode>
{
    public const string Name = "A node to look at";
}

/// <summary>Tests of refusals, one after another, since each checks that the node's state is what it was.</summary>
[CollectionDefinition(Name)]
public sealed class RefusingTests : ICollectionFixture<RefusingNode>
{
    public const string Name = "A node that refuses";
}

/// <summary>Tests of tasks and compute nodes on one node, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ComputingTests : ICollectionFixture<SharedNode>
{
    public const string Name = "A node that computes";
}

/// <summary>
/// Tests of the Civic Angel on one node, one after another, since they count its memories. None of them begins a dream, which forgets some.
/// </summary>
[CollectionDefinition(Name)]
public sealed class AngelTests : ICollectionFixture<SharedNode>
{
    public const string Name = "A node with the Civic Angel";
}

/// <summary>Tests of the namespace on one node, one after another, since they change it.</summary>
[CollectionDefinition(Name)]
public sealed class NamespaceTests : ICollectionFixture<SharedNode>
{
    public const string Name = "A node with a namespace";
}
