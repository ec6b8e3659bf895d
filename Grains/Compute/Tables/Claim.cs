namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A ready task that a silo wants to run on a node.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">How many attempts had been begun when it was offered; where that has changed, there is nothing to claim.</param>
/// <param name="Node">The node.</param>
internal readonly record struct Claim(long Id, int Attempt, string Node);
