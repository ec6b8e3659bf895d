using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Inference;

/// <content>What ends for all that wait at once.</content>
internal sealed partial class InferenceQueue
{
    private const string Stopping = "The server is stopping.";

    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// An operation of the network has thrown: what it may have left behind is not known, so that it is not run any more. Called by the slice that runs.
    /// </summary>
    private void Break(InferenceBatch batch, Exception exception)
    {
        var because = new RefusedException(RefusalReason.Unavailable, $"{flow.Key} has failed: {Reason(exception)}");
        batch.Fail(because);
        lock (guard)
        {
            if (failure is not null)
            {
                return;
            }

            failure = because;
            closed = true;
            FailWaiting(because);
        }

        broken?.Invoke(exception);
    }

    /// <summary>What threw, for users: texts of exceptions are not meant for them.</summary>
    internal static string Reason(Exception exception)
    {
        var kind = exception.GetType().Name;
        return $"an operation of its network broke ({(kind.EndsWith(nameof(Exception), StringComparison.Ordinal) ? kind[..^nameof(Exception).Length] : kind)}).";
    }

    private void FailWaiting(RefusedException because)
    {
        while (waiting.TryDequeue(out var request))
        {
            request.Fail(because);
        }

        waitingBytes = waitingRows = 0;
    }

    private static RefusedException Busy(string because) => new(RefusalReason.Busy, because);
}
