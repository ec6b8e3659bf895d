namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A task that waits for a node, as the scheduler sees it.</summary>
internal sealed class ReadyTask
{
    public required long Id { get; init; }

    /// <summary>Ready tasks run in this order.</summary>
    public required long Rank { get; init; }

    /// <summary>How many attempts were begun.</summary>
    public required int Attempt { get; init; }

    /// <summary>The nodes on which an attempt has failed, each followed by a comma.</summary>
    public required string FailedOn { get; init; }

    /// <summary>The bytes of its input.</summary>
    public int InputBytes { get; init; }

    public bool HasFailedOn(string node) => FailedOn.Length > 0 && FailedOn.Split(',').Contains(node, StringComparer.Ordinal);
}
