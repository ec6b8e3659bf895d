namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>Tasks that have become ready.</summary>
/// <param name="Requires">The canonical text of what they need.</param>
/// <param name="Rank">The least of their ranks.</param>
[GenerateSerializer, Immutable, Alias("inferno.ready-hint")]
internal readonly record struct ReadyHint([property: Id(0)] string Requires, [property: Id(1)] long Rank)
{
    /// <summary>One hint for each set of requirements.</summary>
    public static IReadOnlyList<ReadyHint> Of(IEnumerable<(string Requires, long Rank)> ready) =>
        [.. ready.GroupBy(task => task.Requires).Select(group => new ReadyHint(group.Key, group.Min(task => task.Rank)))];
}
