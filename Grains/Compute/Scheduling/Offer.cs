namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>A ready task that a silo should claim for one of its nodes.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">How many attempts had been begun.</param>
/// <param name="Node">The node.</param>
/// <param name="Requires">What it reserves.</param>
/// <param name="Rank">Its place in the queue.</param>
/// <param name="NodeSlots">The most tasks that the node runs at one time.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-offer")]
internal sealed record Offer(
    [property: Id(0)] long Id,
    [property: Id(1)] int Attempt,
    [property: Id(2)] string Node,
    [property: Id(3)] string Requires,
    [property: Id(4)] long Rank,
    [property: Id(5)] int NodeSlots);
