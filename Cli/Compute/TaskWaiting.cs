using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Compute;

/// <summary>Waits for tasks and tells how they ended: of a single one the result, of several how many did what.</summary>
internal sealed class TaskWaiting(InfernoClient client, Terminal terminal, TimeProvider time)
{
    private const int FailuresTold = 10;
    private const int IdsTold = 5;

    private readonly long began = time.GetTimestamp();

    public async Task<int> RunAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var tasks = new WatchedTasks(ids);
        TaskAnswer? last;
        try
        {
            last = await WatchAsync(tasks, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Stopped(ids, tasks, "Waiting was stopped.", ExitCodes.Cancelled);
        }
        catch (CommandFailedException failure)
        {
            return Stopped(ids, tasks, failure.Message, failure.ExitCode);
        }

        if (ids is [_] && last is not null)
        {
            Print(last, tasks);
        }
        else if (terminal.Json)
        {
            terminal.WriteJson(Report(ids, tasks, error: null), InfernoJson.Readable.SubmitReport);
        }
        else
        {
            Print(tasks);
        }

        return tasks.AreCompleted ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private Task<TaskAnswer?> WatchAsync(WatchedTasks tasks, CancellationToken cancellationToken)
    {
        if (!terminal.Messages.Profile.Out.IsTerminal)
        {
            return new TaskWatch(client, tasks, new WatchLines(terminal, time), time).RunAsync(cancellationToken);
        }

        var display = new LiveWatch(time);
        var watch = new TaskWatch(client, tasks, display, time);
        return display.ShowAsync(terminal.Messages, () => watch.RunAsync(cancellationToken));
    }

    private void Print(TaskAnswer task, WatchedTasks tasks)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(task, InfernoJson.Readable.TaskAnswer);
        }
        else if (!tasks.AreCompleted)
        {
            terminal.Fail($"{tasks.Failures[0]}");
        }
        else
        {
            terminal.Say($"{task.TaskId} completed on {task.Node} in {Figures.Milliseconds(task.ExecutionTimeMs)}.");
            PrintResult(task);
        }
    }

    private void PrintResult(TaskAnswer task)
    {
        if (task.Output?.Responses is { } answers)
        {
            Voices.Write(answers, task.Output.LifecyclePhase, terminal);
            return;
        }

        if (task.ResultData is not { } numbers)
        {
            terminal.Say(task.Error ?? $"The result is too long for a line: inferno tasks {task.TaskId} --output {task.TaskId}.npy");
            return;
        }

        // A line for each row of a matrix.
        var width = task.Output?.Shape is { Count: > 1 } shape ? (int)Math.Clamp(shape[^1], 1, int.MaxValue) : Math.Max(1, numbers.Count);
        foreach (var row in numbers.Chunk(width))
        {
            terminal.WriteLine(Figures.Row(row));
        }
    }

    private void Print(WatchedTasks tasks)
    {
        TellFailures(tasks);
        terminal.Results.Write(Sheet.Pairs(
            ("tasks", Figures.Count(tasks.Total)),
            ("completed", Figures.Count(tasks.Count(WatchedState.Completed))),
            ("failed", Figures.Count(tasks.Count(WatchedState.Failed))),
            ("cancelled", Figures.Count(tasks.Count(WatchedState.Cancelled))),
            ("elapsed", Figures.Milliseconds(Elapsed))));
    }

    private void TellFailures(WatchedTasks tasks)
    {
        foreach (var failure in tasks.Failures.Take(FailuresTold)) { terminal.Fail($"{failure}"); }

        if (tasks.Failures.Count > FailuresTold) { terminal.Say($"… and {Figures.Count(tasks.Failures.Count - FailuresTold)} more."); }
    }

    /// <summary>Nothing happens to the tasks when nobody waits for them any more; the user is told what can be done.</summary>
    private int Stopped(IReadOnlyList<string> ids, WatchedTasks tasks, string reason, int exitCode)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(Report(ids, tasks, reason), InfernoJson.Readable.SubmitReport);
            return exitCode;
        }

        TellFailures(tasks);
        terminal.Fail(reason);
        var left = tasks.Unfinished.Take(IdsTold + 1).ToArray();
        var names = left.Length <= IdsTold ? string.Join(' ', left) : "ID …";
        terminal.Say($"{tasks.Describe()}. What has not ended goes on: 'inferno tasks' shows it, 'inferno cancel {names}' ends it.");
        return exitCode;
    }

    private SubmitReport Report(IReadOnlyList<string> ids, WatchedTasks tasks, string? error) => new(tasks.AreCompleted, ids)
    {
        Completed = tasks.Count(WatchedState.Completed),
        Failed = tasks.Count(WatchedState.Failed),
        Cancelled = tasks.Count(WatchedState.Cancelled),
        Unfinished = tasks.Total - tasks.Describe().Ended,
        ElapsedMs = Elapsed,
        Failures = tasks.Failures,
        Error = error,
    };

    private long Elapsed => (long)time.GetElapsedTime(began).TotalMilliseconds;
}
