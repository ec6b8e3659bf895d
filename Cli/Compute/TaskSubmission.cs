using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Compute;

/// <summary>Sends tasks, one request after another, and waits for them if so wanted. What was accepted is told however it ends.</summary>
internal sealed class TaskSubmission(InfernoClient client, Terminal terminal, bool areWaitedFor)
{
    private readonly List<string> accepted = [];

    public async Task<int> RunAsync(IEnumerable<TaskBodies> requests, CancellationToken cancellationToken)
    {
        TaskSubmitted? only;
        try
        {
            only = await SendAsync(requests, cancellationToken);
        }
        catch (Exception ending) when (accepted.Count > 0 && ending is (CommandFailedException or OperationCanceledException or IOException))
        {
            if (terminal.Json)
            {
                var error = ending is OperationCanceledException ? "Submitting was stopped." : ending.Message;
                terminal.WriteJson(new SubmitReport(Success: false, accepted) { Error = error }, InfernoJson.Readable.SubmitReport);
                return ending switch
                {
                    CommandFailedException failure => failure.ExitCode,
                    OperationCanceledException => ExitCodes.Cancelled,
                    _ => ExitCodes.Failed,
                };
            }

            if (areWaitedFor) { accepted.ForEach(terminal.WriteLine); }
            terminal.Say($"Accepted before that: {Described}.");
            throw;
        }

        if (areWaitedFor)
        {
            if (!terminal.Json) { terminal.Say($"Submitted {Described}."); }
            return await new TaskWaiting(client, terminal, TimeProvider.System).RunAsync(accepted, cancellationToken);
        }

        if (!terminal.Json) { return ExitCodes.Ok; }

        if (only is not null)
        {
            terminal.WriteJson(only, InfernoJson.Readable.TaskSubmitted);
        }
        else
        {
            terminal.WriteJson(new TasksSubmitted { TaskIds = accepted, Status = "submitted" }, InfernoJson.Readable.TasksSubmitted);
        }

        return ExitCodes.Ok;
    }

    private string Described => accepted.Count == 1 ? accepted[0] : $"{Figures.Count(accepted.Count)} tasks, {accepted[0]} to {accepted[^1]}";

    /// <summary>Sends all of them.</summary>
    /// <returns>The answer to a task that was not in a batch.</returns>
    private async Task<TaskSubmitted?> SendAsync(IEnumerable<TaskBodies> requests, CancellationToken cancellationToken)
    {
        TaskSubmitted? only = null;
        using var request = requests.GetEnumerator();

        // Reading a terminal or a pipe blocks whatever the token says, so Ctrl-C leaves the read behind.
        while (await Task.Run(request.MoveNext, cancellationToken).WaitAsync(cancellationToken))
        {
            if (request.Current.IsBatch)
            {
                Accept((await SendAsync(request.Current, cancellationToken)).TaskIds);
            }
            else
            {
                only = await client.SubmitTaskAsync(request.Current.Json, cancellationToken);
                Accept([only.TaskId]);
            }
        }

        return only;
    }

    /// <summary>A refusal counts within the request, which is a part of the user's file.</summary>
    private async Task<TasksSubmitted> SendAsync(TaskBodies batch, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SubmitTasksAsync(batch.Json, cancellationToken);
        }
        catch (CommandFailedException refusal) when (batch.Lines is { } lines && refusal.Status is not null)
        {
            throw new CommandFailedException($"Of {lines}: {refusal.Message}", refusal.ExitCode, refusal.ProblemJson, refusal.Status);
        }
    }

    private void Accept(IReadOnlyList<string> ids)
    {
        accepted.AddRange(ids);
        if (areWaitedFor || terminal.Json) { return; }

        foreach (var id in ids) { terminal.WriteLine(id); }
    }
}
