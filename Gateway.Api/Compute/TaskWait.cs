using System.Globalization;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary><c>?wait=30</c>: answers as soon as a task ends, or, when that takes longer, with what it is then.</summary>
internal static class TaskWait
{
    private const int MostSeconds = 60;
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait.</summary>
    /// <exception cref="RefusedException">It is not a whole number of seconds in range.</exception>
    public static TimeSpan Parse(string? wait) =>
        wait is null ? TimeSpan.Zero
        : int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds ? TimeSpan.FromSeconds(seconds)
        : throw RefusedException.Invalid("wait", $"wait must be a whole number of seconds from 0 to {MostSeconds}.");

    /// <summary>
    /// Describes a task when it has ended, or when the time is up, or the server stops. A silo that dies meanwhile does not end the wait.
    /// </summary>
    public static async Task<TaskInfo> DescribeAsync(
        ITaskGrain task, TimeSpan wait, Deadline deadline, TimeProvider time, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (wait == TimeSpan.Zero)
        {
            return await task.DescribeAsync(cancellationToken);
        }

        deadline.Raise(wait + TimeToAnswer);
        var began = time.GetTimestamp();
        while (true)
        {
            var info = await RepeatedCall.AskAsync(
                () => task.WaitAsync(Slice(wait - time.GetElapsedTime(began)), cancellationToken),
                wait - time.GetElapsedTime(began) + TimeToAnswer,
                time,
                cancellationToken);
            if (info.IsEnded || stopping.IsCancellationRequested || time.GetElapsedTime(began) >= wait)
            {
                return info;
            }
        }
    }

    private static TimeSpan Slice(TimeSpan left) => left <= TimeSpan.Zero ? TimeSpan.Zero : left < TaskWaits.Slice ? left : TaskWaits.Slice;
}
