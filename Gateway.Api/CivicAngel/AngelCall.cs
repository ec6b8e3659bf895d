using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>
/// What may be asked of the agents more than once, since asking again changes nothing more: within the deadline of the request it is, as often as
/// a silo that dies takes the answer with it. Where an answer takes long, as it does when the silo that was to give it is gone without a word, the
/// same is asked once more beside it, and the first answer counts.
/// </summary>
internal static class AngelCall
{
    /// <summary>How often the same is asked at one time at most.</summary>
    private const int MostAsked = 3;

    /// <summary>The part of the request's time after which the same is asked beside it; then twice that, and so on.</summary>
    private const int PartOfTime = 6;

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
                return await FirstAsync(
                    () =>
                    {
                        var left = deadline.Timeout - time.GetElapsedTime(began);
                        return ask(left > LeastTime ? left : LeastTime);
                    },
                    deadline.Timeout / PartOfTime,
                    time,
                    cancellationToken);
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

    /// <summary>Asks, and asks the same beside it each time that nobody has answered for long.</summary>
    private static async Task<T> FirstAsync<T>(Func<Task<T>> ask, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        List<Task<T>> asked = [Ask()];
        for (var count = 1; ; patience *= 2)
        {
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var waiting = count < MostAsked ? Task.Delay(patience, time, answered.Token) : Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, time, answered.Token);
            while (await Task.WhenAny([.. asked, waiting]) is Task<T> first)
            {
                asked.Remove(first);
                if (first.IsCompletedSuccessfully || asked.Count == 0 || !MayBeOutdone(first, cancellationToken))
                {
                    await answered.CancelAsync();
                    return await first;
                }
            }

            await waiting;
            asked.Add(Ask());
            count++;
        }

        Task<T> Ask()
        {
            var asking = ask();

            // Nobody will look at how it ends when another was faster.
            _ = asking.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            return asking;
        }
    }

    /// <summary>Whether one of several that ask the same may yet get an answer where this one has failed: it is lost, or in the way of the others.</summary>
    private static bool MayBeOutdone<T>(Task<T> failed, CancellationToken cancellationToken) =>
        failed.IsCanceled ? !cancellationToken.IsCancellationRequested
        : failed.Exception?.InnerException is { } cause
            && (cause is RefusedException { Reason: RefusalReason.Conflict } || RepeatedCall.MayBeAskedAgain(cause, cancellationToken));
}
