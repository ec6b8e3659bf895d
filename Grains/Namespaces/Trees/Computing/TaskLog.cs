using System.Globalization;
using System.Text;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>log</c> of a task: what is kept of its life, a line for each turn of it.</summary>
internal static class TaskLog
{
    public static string Of(TaskInfo task)
    {
        var log = new StringBuilder();
        void Line(DateTimeOffset at, string what) => log.Append(CultureInfo.InvariantCulture, $"{LogTime.Show(at)} {what}\n");

        Line(task.Created, "Accepted");
        if (task.Started is { } started)
        {
            Line(started, $"Running on {task.Node ?? "-"}, attempt {task.Attempts}");
        }

        if (task.Finished is { } finished)
        {
            var error = task is { Status: ComputeTaskStatus.Failed, Error: { } reason } ? $": {reason.ReplaceLineEndings(" ")}" : "";
            Line(finished, $"{task.Status}{error}");
        }
        else if (task.Error is { } last)
        {
            log.Append(CultureInfo.InvariantCulture, $"{task.Status} after attempt {task.Attempts} failed: {last.ReplaceLineEndings(" ")}\n");
        }

        return log.ToString();
    }
}
