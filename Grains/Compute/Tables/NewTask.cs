namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task to insert.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="Type"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Work">What to do, as <see cref="StoredWork"/> writes it.</param>
/// <param name="Input">The numbers to do it with.</param>
/// <param name="Priority">-10 to 10.</param>
/// <param name="Requires">The canonical text of what it requires; empty for nothing.</param>
/// <param name="TimeoutMs">How long an attempt may run.</param>
/// <param name="MaxAttempts">How many may fail.</param>
/// <param name="DependsOn">Tasks that are there already.</param>
/// <param name="DependsOnNew">Tasks of the same insert, by position.</param>
internal sealed record NewTask(
    string? Name,
    string Type,
    string Work,
    byte[]? Input,
    int Priority,
    string Requires,
    long TimeoutMs,
    int MaxAttempts,
    IReadOnlyList<long> DependsOn,
    IReadOnlyList<int> DependsOnNew)
{
    public int DependencyCount => DependsOn.Count + DependsOnNew.Count;
}
