namespace InfernoOrleans.Cli.Rest;

/// <summary>A service to deploy; the fields left null are not sent.</summary>
internal sealed record DeployServiceRequest
{
    public IReadOnlyList<ServiceStepRequest>? Steps { get; init; }

    public int? InputSize { get; init; }
}

/// <summary>A step of a service: a model or operations.</summary>
internal sealed record ServiceStepRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<StepRequest>? Operations { get; init; }
}

/// <summary>When a deployed task is run; the fields left null are not sent.</summary>
internal sealed record ScheduleRequest
{
    public string? Cron { get; init; }

    public string? TimeZone { get; init; }

    public long? EveryMs { get; init; }
}

/// <summary>One run of a deployed task.</summary>
internal sealed record RunItem : ServerAnswer
{
    public long Run { get; init; }

    public string? TaskId { get; init; }

    public string? Status { get; init; }

    public string? Error { get; init; }

    public long Started { get; init; }

    public long? Ended { get; init; }
}
