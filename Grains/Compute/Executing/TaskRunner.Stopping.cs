using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <content>How it stops: with nothing claimed, running or unwritten, if there is time.</content>
internal sealed partial class TaskRunner
{
    private bool isStopping;

    /// <summary>Claims that are being made and ends that are being written.</summary>
    private int unwritten;
    private TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsStopping
    {
        get
        {
            lock (guard)
            {
                return isStopping;
            }
        }
    }

    /// <summary>Takes nothing more, gives back what waits, and what still runs after a while.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        lock (guard)
        {
            isStopping = true;
        }

        GiveBack(_ => true);
        Changed?.Invoke();
        try
        {
            await WhenIdle().WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            lock (guard)
            {
                // What was going on ends as given back.
                foreach (var attempt in held.Values)
                {
                    attempt.Stopping.Cancel();
                }
            }

            try
            {
                await WhenIdle().WaitAsync(grace, time);
            }
            catch (TimeoutException)
            {
                // The database is away: other silos will find that this one is gone.
                LogLeft(Held().Count);
            }
        }
    }

    private Task WhenIdle()
    {
        lock (guard)
        {
            if (runningCount == 0 && unwritten == 0)
            {
                return Task.CompletedTask;
            }

            if (idle.Task.IsCompleted)
            {
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return idle.Task;
        }
    }

    private void Settle()
    {
        lock (guard)
        {
            unwritten--;
            if (runningCount == 0 && unwritten == 0)
            {
                idle.TrySetResult();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This silo stops with {Attempts} attempts whose end is not written; they will run elsewhere")]
    private partial void LogLeft(int attempts);
}
