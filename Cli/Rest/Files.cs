namespace InfernoOrleans.Cli.Rest;

/// <summary>A file or a directory of the namespace.</summary>
internal sealed record FileItem : ServerAnswer
{
    public required string Name { get; init; }

    public string? Type { get; init; }

    public bool CanRead { get; init; }

    public bool CanWrite { get; init; }

    public long? Length { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? Modified { get; init; }

    public bool IsDirectory() => Type == "directory";
}

/// <summary>What is bound or mounted somewhere in a namespace.</summary>
internal sealed record BindingItem : ServerAnswer
{
    public string? Source { get; init; }

    public string? Target { get; init; }

    public int Position { get; init; }

    public bool Creates { get; init; }

    /// <summary>The command that makes it.</summary>
    public required string Command { get; init; }
}

/// <summary>What a file holds.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="MediaType">What they are.</param>
internal sealed record FileBytes(byte[] Bytes, string? MediaType);

/// <summary>A bind or a mount; absent members are the server's to choose.</summary>
internal sealed record NamespaceBindRequest(string Source, string Target, string? Order, bool? Creates);

/// <summary>An unmount; without a source of all that is there.</summary>
internal sealed record NamespaceUnmountRequest(string Target, string? Source);

/// <summary>The namespace was changed.</summary>
internal sealed record NamespaceChanged : ServerAnswer
{
    public bool Success { get; init; }

    public string? Message { get; init; }
}
