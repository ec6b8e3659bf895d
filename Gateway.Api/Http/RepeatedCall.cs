using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Questions that can be asked again when their answer is lost, as it is when a silo dies.</summary>
internal static class RepeatedCall
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(2);

    /// <summary>Asks until there is an answer, ever less often.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="patience">After how long a lost answer is given up.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = LeastPause; ; pause = pause * 2 < MostPause ? pause * 2 : MostPause)
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (MayBeAskedAgain(exception, cancellationToken) && time.GetElapsedTime(began) + pause < patience)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Whether an answer is lost, or was not given for now, so that asking again may bring it.</summary>
    public static bool MayBeAskedAgain(Exception exception, CancellationToken cancellationToken) =>
        exception is RefusedException { Reason: RefusalReason.Unavailable or RefusalReason.Busy } || ReplicaCall.IsLoss(exception, cancellationToken);
}
