namespace InfernoOrleans.Cli.Rest;

/// <summary>The fields that describe a network to build; those left null are not sent.</summary>
internal record NetworkSpec
{
    public string? ModelType { get; init; }

    public int? InputSize { get; init; }

    public IReadOnlyList<int>? HiddenSizes { get; init; }

    public int? OutputSize { get; init; }

    public string? Activation { get; init; }

    public double? Dropout { get; init; }

    public bool? BatchNorm { get; init; }

    public long? Seed { get; init; }
}

/// <summary>A deployment to make: of a registered model, or of a network built from its description.</summary>
internal sealed record DeployRequest : NetworkSpec
{
    public string? Name { get; init; }

    public string? ModelId { get; init; }

    public string? Dtype { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public IReadOnlyList<Resource>? Resources { get; init; }

    public NamespaceChoice? Namespace { get; init; }

    public bool? Pinned { get; init; }
}

/// <summary>The description of a network that was not deployed.</summary>
internal sealed record BuildAnswer : ServerAnswer
{
    public NetworkMetadata? Metadata { get; init; }

    public string? Architecture { get; init; }

    public long ParameterCount { get; init; }
}

/// <summary>What a built network says of itself.</summary>
internal sealed record NetworkMetadata : ServerAnswer
{
    public string? Name { get; init; }

    public string? Version { get; init; }

    public string? Architecture { get; init; }

    public long ParameterCount { get; init; }

    public long Created { get; init; }
}
