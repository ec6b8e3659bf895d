using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>Tasks: a line each, or one with its result.</summary>
internal static class TaskSheet
{
    private const int NumbersShown = 16;

    public static Table Table(IEnumerable<TaskItem> tasks)
    {
        var table = Sheet.Of("Task", "Name", "Type", "Status", "Priority", "Node", "Attempts", "Ran", "Created", "Error");
        table.Columns[4].Alignment = table.Columns[6].Alignment = table.Columns[7].Alignment = Justify.Right;
        foreach (var task in tasks)
        {
            table.AddTexts(
                task.TaskId,
                task.Name,
                task.TaskType,
                task.Status,
                Figures.Count(task.Priority),
                task.Node,
                Figures.Count(task.Attempts),
                Ran(task),
                Figures.Time(task.Created),
                task.Error?.ReplaceLineEndings(" "));
        }

        return table;
    }

    public static Grid Of(TaskAnswer task) => Sheet.Pairs(
    [
        ("id", task.TaskId),
        ("name", task.Name),
        ("type", task.TaskType),
        ("status", task.Status),
        ("priority", Figures.Count(task.Priority)),
        ("node", task.Node),
        ("attempts", Figures.Count(task.Attempts)),
        ("depends on", task.DependsOn is { Count: > 0 } others ? string.Join(' ', others) : null),
        ("created", Figures.Time(task.Created)),
        ("started", task.Started is { } started ? Figures.Time(started) : null),
        ("finished", task.Finished is { } finished ? Figures.Time(finished) : null),
        ("ran", Ran(task)),
        ("error", task.Error),
        ("shape", task.Output?.Shape is { } shape ? Shape(shape) : null),
        ("result", Result(task)),
        .. (task.Others ?? new Dictionary<string, System.Text.Json.JsonElement>()).Select(pair => (pair.Key, (string?)pair.Value.ToString())),
    ]);

    /// <summary>[2, 3] → 2×3; a single number has no extents.</summary>
    public static string Shape(IReadOnlyList<long> shape) => shape.Count == 0 ? "a number" : string.Join('×', shape);

    /// <summary>Nothing where no attempt ended.</summary>
    private static string? Ran(TaskItem task) => task.Finished is null || task.Started is null ? null : Figures.Milliseconds(task.ExecutionTimeMs);

    private static string? Result(TaskAnswer task) => task switch
    {
        { ResultData: { Count: > NumbersShown } numbers } => $"{Figures.Row(numbers.Take(NumbersShown))} … ({Figures.Count(numbers.Count)} numbers)",
        { ResultData: { } numbers } => Figures.Row(numbers),
        { Output: not null } => $"in a file: inferno tasks {task.TaskId} --output {task.TaskId}.npy",
        _ => null,
    };
}
