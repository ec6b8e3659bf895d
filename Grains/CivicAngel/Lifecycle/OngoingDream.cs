namespace InfernoOrleans.Grains.CivicAngel.Lifecycle;

/// <summary>A dream that was begun and has not ended.</summary>
internal sealed class OngoingDream
{
    /// <summary>Which, counted from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Edges were learned from the memories up to this one.</summary>
    public required long LearnedUntil { get; init; }
}
