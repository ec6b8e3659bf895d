using System.Net;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Compute;

/// <summary>
/// Waits until tasks have ended: the server holds the question about the oldest one until that has, and lists what became of the others.
/// A server that does not answer, since it is started again, is asked again for a while.
/// </summary>
internal sealed class TaskWatch(InfernoClient client, WatchedTasks tasks, IWatchDisplay display, TimeProvider time)
{
    /// <summary>For how long a server may be away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Short, so that what runs meanwhile is seen.</summary>
    private const int WaitSeconds = 1;

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(2);

    /// <summary>Waits for all of them.</summary>
    /// <returns>The last answer about a single task: of the only one, its result.</returns>
    /// <exception cref="CommandFailedException">The server does not answer any more, or refuses to.</exception>
    public async Task<TaskAnswer?> RunAsync(CancellationToken cancellationToken)
    {
        TaskAnswer? last = null;
        display.Show(tasks.Describe());
        while (!tasks.AreEnded)
        {
            last = await AskAsync(() => LookAtOldestAsync(cancellationToken), cancellationToken);
            if (tasks is { AreEnded: false, Total: > 1 })
            {
                var began = time.GetTimestamp();
                await AskAsync(() => ListAsync(cancellationToken), cancellationToken);
                display.Show(tasks.Describe());

                // Short tasks end one after another: at most half of the time is spent on asking what became of them.
                var took = time.GetElapsedTime(began);
                if (!tasks.AreEnded) { await Task.Delay(took > LeastPause ? took : LeastPause, time, cancellationToken); }
            }

            display.Show(tasks.Describe());
        }

        return last;
    }

    private async Task<TaskAnswer?> LookAtOldestAsync(CancellationToken cancellationToken)
    {
        var oldest = tasks.Oldest;
        try
        {
            var answer = await client.GetTaskAsync(WatchedTasks.IdOf(oldest), WaitSeconds, cancellationToken);
            tasks.Learn(answer);
            return answer;
        }
        catch (CommandFailedException refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            tasks.Miss(oldest, refusal.Message);
            return null;
        }
    }

    /// <summary>Lists the tasks from the newest to the oldest one that had not ended, and none of those between which it need not.</summary>
    private async Task<bool> ListAsync(CancellationToken cancellationToken)
    {
        var oldest = tasks.Oldest;
        for (var newest = tasks.NewestBefore(long.MaxValue); newest is { } first;)
        {
            var page = await client.ListTasksBeforeAsync(first + 1, first - oldest + 1, cancellationToken);
            foreach (var task in page) { tasks.Learn(task); }

            // Downwards only, whatever a server sends.
            newest = page.Count > 0 ? tasks.NewestBefore(Math.Min(first, WatchedTasks.NumberOf(page[^1].TaskId))) : null;
        }

        return true;
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        long? lost = null;
        for (var pause = LeastPause; ; pause = pause * 2 < MostPause ? pause * 2 : MostPause)
        {
            try
            {
                var answer = await ask();
                if (lost is not null) { display.ShowFound(); }
                return answer;
            }
            catch (CommandFailedException failure) when (MayPass(failure))
            {
                lost ??= time.GetTimestamp();
                if (time.GetElapsedTime(lost.Value) + pause > Patience) { throw; }

                display.ShowLost(failure.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static bool MayPass(CommandFailedException failure) =>
        failure.ExitCode == ExitCodes.Unreachable
        || failure.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
}
