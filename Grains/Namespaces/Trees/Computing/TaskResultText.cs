using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees.Data;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>result</c> of a task: its numbers, a line for each row, or what agents answered, a line each.</summary>
internal static class TaskResultText
{
    /// <exception cref="RefusedException">It has none, or one that is too long for a file.</exception>
    public static FileContent Of(TaskInfo task)
    {
        if (task.Status != ComputeTaskStatus.Completed)
        {
            throw new RefusedException(RefusalReason.Conflict, $"{task.Id} is {task.Status}; it has no result.");
        }

        if (task.Output is { } output)
        {
            return TreeContent.Text(string.Concat(
                output.Answer.Responses.Select(response => $"{response.AgentId}\t{response.Voice.ReplaceLineEndings(" ")}\n")));
        }

        return task.Result is { } result
            ? TreeContent.Text(NumberText.Format(result.Span, (int)Math.Max(1, task.ResultShape?.LastOrDefault(1) ?? 1)))
            : throw new RefusedException(
                RefusalReason.Conflict, $"The result of {task.Id} is too long for a file; GET /inferno/compute/tasks/{task.Id}/result has it.");
    }
}
