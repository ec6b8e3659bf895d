namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task whose attempt has ended.</summary>
/// <param name="Id">The task.</param>
/// <param name="State">Its state now.</param>
/// <param name="HasDependents">Whether other tasks may wait for it.</param>
internal readonly record struct EndedTask(long Id, string State, bool HasDependents);
