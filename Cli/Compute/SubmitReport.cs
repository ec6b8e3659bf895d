namespace InfernoOrleans.Cli.Compute;

/// <summary>What became of tasks that were submitted, for a program.</summary>
/// <param name="Success">Whether all of them were accepted and, where they were waited for, have completed.</param>
/// <param name="TaskIds">Those that were accepted.</param>
internal sealed record SubmitReport(bool Success, IReadOnlyList<string> TaskIds)
{
    public int? Completed { get; init; }

    public int? Failed { get; init; }

    public int? Cancelled { get; init; }

    /// <summary>Those that had not ended when waiting for them was stopped.</summary>
    public int? Unfinished { get; init; }

    public long? ElapsedMs { get; init; }

    public IReadOnlyList<TaskFailure>? Failures { get; init; }

    /// <summary>Why there is no more to tell.</summary>
    public string? Error { get; init; }
}
