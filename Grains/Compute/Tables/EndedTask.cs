namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task whose attempt has ended.</summary>
/// <param name="Id">The task.</param>
/// <param name="State">Its state now.</param>
/// <param name="HasDependents">Whether other tasks may wait for it.</param>
/// <param name="Requires">What it requires.</param>
/// <param name="Rank">Its place in the queue.</param>
internal readonly record struct EndedTask(long Id, string State, bool HasDependents, string Requires, long Rank);
