namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>A task was accepted.</summary>
/// <param name="TaskId">Its id, <c>task-1</c>.</param>
/// <param name="Status">Always <c>submitted</c>.</param>
internal sealed record TaskSubmittedAnswer(string TaskId, string Status);

/// <summary>Tasks were accepted.</summary>
/// <param name="TaskIds">Their ids, in the order of the request.</param>
/// <param name="Status">Always <c>submitted</c>.</param>
internal sealed record TasksSubmittedAnswer(IReadOnlyList<string> TaskIds, string Status);

/// <summary>A task was cancelled.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record TaskCancelledAnswer(bool Success, string Message);
