using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>
/// What may be asked of the agents more than once, since asking again changes nothing more: within the deadline of the request it is, as often as
/// a silo that dies takes the answer with it.
/// </summary>
internal static class AngelCall
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ask">Asks; is given the time that is left.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">
    /// The agents refuse, or (<see cref="RefusalReason.Unavailable"/>) cannot be reached before the deadline.
    /// </exception>
    public static async Task<T> AskAsync<T>(HttpContext context, Func<TimeSpan, Task<T>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = Deadline.Of(context)!;
        var began = time.GetTimestamp();
        Exception? loss = null;
        var metItself = false;
        try
        {
            return await RepeatedCall.AskAsync(AskOnceAsync, deadline.Timeout, time, cancellationToken);
        }
        catch (Exception exception) when (loss is not null && (exception == loss || (exception is OperationCanceledException && !deadline.HungUp)))
        {
            throw new RefusedException(
                RefusalReason.Unavailable, loss is RefusedException ? loss.Message : "The agents cannot be reached at the moment. Try again in a moment.", loss);
        }

        async Task<T> AskOnceAsync()
        {
            try
            {
                var left = deadline.Timeout - time.GetElapsedTime(began);
                return await ask(left > LeastTime ? left : LeastTime);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict && loss is not null && !metItself)
            {
                // The one whose answer was lost was still being carried out, with the same key.
                metItself = true;
                loss = new RefusedException(RefusalReason.Unavailable, refused.Message);
                throw loss;
            }
            catch (Exception exception) when (RepeatedCall.MayBeAskedAgain(exception, cancellationToken))
            {
                loss = exception;
                throw;
            }
        }
    }
}
