namespace InfernoOrleans.Cli.Nodes;

/// <summary>The line that a node prints when it serves.</summary>
internal sealed record NodeReady
{
    public required Uri Url { get; init; }
}
