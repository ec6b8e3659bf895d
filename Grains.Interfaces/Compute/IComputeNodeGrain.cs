using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>One compute node: the single writer of its row. Key: the node's id.</summary>
[Alias("inferno.compute-node")]
public interface IComputeNodeGrain : IGrainWithStringKey
{
    /// <summary>Registers the node, or changes what it was registered as.</summary>
    /// <exception cref="RefusedException">A field is invalid, there are too many nodes, or the node is a silo's own.</exception>
    [Alias("register")]
    Task RegisterAsync(NodeSpec spec, IdempotencyToken? idempotency, CancellationToken cancellationToken);

    /// <summary>Tells what the node is and does.</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    [Alias("describe")]
    Task<NodeInfo> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Has the node finish what it runs and take nothing new.</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    [Alias("drain")]
    Task<NodeInfo> DrainAsync(CancellationToken cancellationToken);

    /// <summary>Has the node take tasks (again).</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    [Alias("activate")]
    Task<NodeInfo> ActivateAsync(CancellationToken cancellationToken);

    /// <summary>Removes the node. What it runs is finished.</summary>
    /// <exception cref="RefusedException">There is no such node, or it is that of a silo which is there.</exception>
    [Alias("delete")]
    Task DeleteAsync(CancellationToken cancellationToken);
}
