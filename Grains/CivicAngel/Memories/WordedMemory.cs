namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>What is needed of a memory to look for others that resemble it.</summary>
internal sealed class WordedMemory
{
    public required long Id { get; init; }

    public required string Key { get; init; }

    public required long Low { get; init; }

    public required long High { get; init; }
}
