using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>
/// Asks the agents again, within the deadline of a request, as often as a silo that dies takes the answer with it. Whoever asks this way must not
/// mind that it is carried out twice: an activation adds no memory that it has left already, what has a key has its effect once, an agent is
/// bound to the same once more; but memories that are recalled twice are strengthened twice.
/// </summary>
internal static class AngelCall
{
    /// <summary>How often the same is asked at one time at most.</summary>
    private const int MostAsked = 2;

    /// <summary>The part of the request's time after which the same is asked beside it; then, where one of the two is lost, twice that, and so on.</summary>
    private const int PartOfTime = 4;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ask">Asks; is given the time that is left, and what is cancelled when another was faster.</param>
    /// <param name="beside">
    /// Whether the same may be carried out twice at one time. Where the answer then takes long, as it does when the silo that was to give it is gone
    /// without a word, the same is asked beside it, and the first answer counts. Otherwise it is asked again only when its answer is lost.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">
    /// The agents refuse, or (<see cref="RefusalReason.Unavailable"/>) cannot be reached before the deadline.
    /// </exception>
    public static async Task<T> AskAsync<T>(
        HttpContext context, Func<TimeSpan, CancellationToken, Task<T>> ask, bool beside, TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = Deadline.Of(context)!;
        var began = time.GetTimestamp();
        var asked = 0;
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
                    AskInTimeAsync, beside ? MostAsked : 1, deadline.Timeout / PartOfTime, lost => loss = lost, time, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict && asked > 1 && !metItself)
            {
                // One whose answer was lost, or did not come, was being carried out with the same key; by now it has been, and its answer is kept.
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

        async Task<T> AskInTimeAsync(CancellationToken outdone)
        {
            asked++;
            var left = deadline.Timeout - time.GetElapsedTime(began);
            return await ask(left > LeastTime ? left : LeastTime, outdone);
        }
    }

    /// <summary>Asks, and asks the same beside it when nobody has answered for long. The first answer cancels the others.</summary>
    private static async Task<T> FirstAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        int most,
        TimeSpan patience,
        Action<Exception> lost,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            List<Task<T>> asked = [Ask()];
            while (true)
            {
                var waiting = Task.Delay(asked.Count < most ? patience : System.Threading.Timeout.InfiniteTimeSpan, time, decided.Token);
                if (await Task.WhenAny([.. asked, waiting]) is not Task<T> first)
                {
                    await waiting;
                    asked.Add(Ask());
                    patience *= 2;
                    continue;
                }

                asked.Remove(first);
                if (first.IsCompletedSuccessfully || asked.Count == 0)
                {
                    return await first;
                }

                // It is lost, or in the way of the others, which may yet get an answer.
                var failure = first.IsCanceled ? new TaskCanceledException(first) : first.Exception!.InnerException!;
                if (RepeatedCall.MayBeAskedAgain(failure, cancellationToken))
                {
                    lost(failure);
                }
                else if (failure is not RefusedException { Reason: RefusalReason.Conflict })
                {
                    return await first;
                }
            }
        }
        finally
        {
            Decide();
        }

        // At once, so that the answer does not wait for a thread.
        void Decide() => decided.Cancel();

        Task<T> Ask()
        {
            var asking = ask(decided.Token);

            // Nobody will look at how it ends when another was faster.
            _ = asking.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            return asking;
        }
    }
}
