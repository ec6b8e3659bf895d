namespace InfernoOrleans.Cli.Rest;

/// <summary>A task to run; the fields left null are not sent.</summary>
internal sealed record TaskRequest
{
    public string? Name { get; init; }

    public string? TaskType { get; init; }

    public IReadOnlyList<double>? Data { get; init; }

    public IReadOnlyList<StepRequest>? Operations { get; init; }

    public string? Operation { get; init; }

    public IReadOnlyList<TensorRequest>? Tensors { get; init; }

    public double? Factor { get; init; }

    public int? Axis { get; init; }

    public string? ModelId { get; init; }

    public AngelInput? Input { get; init; }

    public int? Priority { get; init; }

    public RequirementsRequest? Requires { get; init; }

    public long? TimeoutMs { get; init; }

    public int? MaxAttempts { get; init; }

    public IReadOnlyList<string>? DependsOn { get; init; }
}

/// <summary>An operand: its extents, and its elements in row-major order.</summary>
internal sealed record TensorRequest(IReadOnlyList<long> Shape, IReadOnlyList<double> Data);

/// <summary>A step of a pipeline, with the numbers that it needs.</summary>
internal sealed record StepRequest(string Op)
{
    public double? Factor { get; init; }

    public double? Value { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    public long? Size { get; init; }
}

/// <summary>What a task reserves on its node.</summary>
internal sealed record RequirementsRequest
{
    public bool? Gpu { get; init; }

    public double? CpuCores { get; init; }

    /// <summary>In units of 2³⁰ bytes.</summary>
    public double? MemoryGB { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
