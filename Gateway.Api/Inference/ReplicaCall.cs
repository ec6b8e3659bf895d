using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// One attempt to have a replica answer. When it takes unusually long, the replica is asked whether it is at it: a slow replica is waited for,
/// one that is lost, or that lost the request, is not.
/// </summary>
internal static class ReplicaCall
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuestionPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="RefusedException">The replica refuses, or (<see cref="RefusalReason.Unavailable"/>) is lost.</exception>
    /// <exception cref="OrleansException">The way to the replica is broken; other kinds of that: <see cref="IsLoss"/>.</exception>
    public static async Task<InferenceAnswer> ExecuteAsync(
        RoutedReplica replica, InferenceRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        request = request with { Id = Random.Shared.NextInt64(1, long.MaxValue) };
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = time.GetTimestamp();
        replica.Begin();
        try
        {
            var answering = replica.Grain.ExecuteAsync(request, attempt.Token);
            await AwaitAsync(replica, request.Id, answering, time, cancellationToken);
            var answer = await answering;
            replica.Answered(answer, time.GetElapsedTime(sent));
            return answer;
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            // What was sent may be running there for nobody.
            await attempt.CancelAsync();
            throw;
        }
        finally
        {
            replica.End();
        }
    }

    /// <summary>Whether a call failed because of what it was sent to or through. Calls that a dying silo makes are cancelled.</summary>
    public static bool IsLoss(Exception exception, CancellationToken cancellationToken) =>
        exception is OrleansException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task AwaitAsync(
        RoutedReplica replica, long request, Task<InferenceAnswer> answering, TimeProvider time, CancellationToken cancellationToken)
    {
        var patience = Clamp(replica.Latencies.Longest * 4);
        while (true)
        {
            try
            {
                await answering.WaitAsync(patience, time, cancellationToken);
                return;
            }
            catch (TimeoutException) when (!answering.IsCompleted)
            {
                if (!await IsAnsweringAsync(replica, request, time, cancellationToken) && !answering.IsCompleted)
                {
                    // Nobody will look at how it ends.
                    _ = answering.ContinueWith(static late => late.Exception, TaskScheduler.Default);
                    throw new TimeoutException($"{replica.Id} does not answer.");
                }

                patience = Clamp(patience * 2);
            }
        }
    }

    private static async Task<bool> IsAnsweringAsync(RoutedReplica replica, long request, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await replica.Grain.IsAnsweringAsync(request, cancellationToken).WaitAsync(QuestionPatience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is RefusedException || IsLoss(exception, cancellationToken))
        {
            return false;
        }
    }

    private static TimeSpan Clamp(TimeSpan patience) =>
        patience < LeastPatience ? LeastPatience : patience > MostPatience ? MostPatience : patience;
}
