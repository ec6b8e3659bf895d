namespace InfernoOrleans.Cli.Rest;

/// <summary>A key to create.</summary>
internal sealed record CreateKeyRequest(string Name, string Role);

/// <summary>The answer to a key that was created: the only one that has the key itself.</summary>
internal sealed record CreatedKey : ServerAnswer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Role { get; init; }

    public required string Key { get; init; }

    public long? Created { get; init; }
}

/// <summary>A key, without what is secret about it.</summary>
internal sealed record KeyItem : ServerAnswer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Role { get; init; }

    /// <summary><c>created</c>, or <c>configured</c> for one that the operator gave the gateway in a file.</summary>
    public string? Source { get; init; }

    public long? Created { get; init; }

    public string? CreatedBy { get; init; }

    public long? LastUsed { get; init; }

    public long? Revoked { get; init; }

    public string? RevokedBy { get; init; }
}

/// <summary>A change that somebody asked for.</summary>
internal sealed record AuditItem : ServerAnswer
{
    public required long Id { get; init; }

    public long? At { get; init; }

    public string? Principal { get; init; }

    public string? Name { get; init; }

    public string? Role { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }

    public int? Status { get; init; }

    public string? RequestId { get; init; }

    public string? RemoteAddress { get; init; }
}
