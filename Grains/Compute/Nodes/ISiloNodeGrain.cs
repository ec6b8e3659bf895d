using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <summary>How a silo registers its own node. Key: the silo's name, which is the node's id.</summary>
[Alias("inferno.silo-node")]
internal interface ISiloNodeGrain : IGrainWithStringKey
{
    /// <summary>Registers the node. Whether it takes tasks, where it was there before, stays as it was.</summary>
    [Alias("register-own")]
    Task RegisterOwnAsync(NodeSpec spec);
}
