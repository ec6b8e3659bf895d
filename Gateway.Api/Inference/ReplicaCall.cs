using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// One attempt to have a replica answer. When it takes unusually long, the replica is asked whether it is there and still the one that the
/// request was sent to: a slow replica is waited for, a lost one is not.
/// </summary>
internal static class ReplicaCall
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="RefusedException">The replica refuses, or (<see cref="RefusalReason.Unavailable"/>) is lost.</exception>
    /// <exception cref="OrleansException">The way to the replica is broken.</exception>
    public static async Task<InferenceAnswer> ExecuteAsync(
        RoutedReplica replica, InferenceRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = time.GetTimestamp();
        replica.Begin();
        try
        {
            var answering = replica.Grain.ExecuteAsync(request, attempt.Token);
            await AwaitAsync(replica, answering, sent, time, cancellationToken);
            var answer = await answering;
            replica.Answered(answer, time.GetElapsedTime(sent));
            return answer;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
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

    private static async Task AwaitAsync(
        RoutedReplica replica, Task<InferenceAnswer> answering, long sent, TimeProvider time, CancellationToken cancellationToken)
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
                if (!await IsThereAsync(replica, sent, time, cancellationToken) && !answering.IsCompleted)
                {
                    // Nobody will look at how it ends.
                    _ = answering.ContinueWith(static late => late.Exception, TaskScheduler.Default);
                    throw new TimeoutException($"{replica.Id} does not answer.");
                }

                patience = Clamp(patience * 2);
            }
        }
    }

    private static async Task<bool> IsThereAsync(RoutedReplica replica, long sent, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var loadedFor = await replica.Grain.PingAsync(cancellationToken).WaitAsync(PingPatience, time, cancellationToken);
            return loadedFor >= time.GetElapsedTime(sent);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or RefusedException)
        {
            return false;
        }
    }

    private static TimeSpan Clamp(TimeSpan patience) =>
        patience < LeastPatience ? LeastPatience : patience > MostPatience ? MostPatience : patience;
}
