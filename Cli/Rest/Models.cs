namespace InfernoOrleans.Cli.Rest;

/// <summary>One version of a registered model.</summary>
internal sealed record ModelInfo : ServerAnswer
{
    public required string ModelId { get; init; }

    public string? Name { get; init; }

    public int Version { get; init; }

    public string? Sha256 { get; init; }

    public string? Architecture { get; init; }

    public long ParameterCount { get; init; }

    public int InputSize { get; init; }

    public int OutputSize { get; init; }

    public long Bytes { get; init; }

    /// <summary>When it was imported, in milliseconds since 1970.</summary>
    public long Created { get; init; }
}
