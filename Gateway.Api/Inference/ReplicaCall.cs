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
    private static readonly TimeSpan LeastQuestionPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="RefusedException">The replica refuses, or (<see cref="RefusalReason.Unavailable"/>) is lost.</exception>
    /// <exception cref="OrleansException">The way to the replica is broken; other kinds of that: <see cref="IsLoss"/>.</exception>
    public static async Task<InferenceAnswer> ExecuteAsync(
        RoutedReplica replica, InferenceRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        request = request with { Id = Random.Shared.NextInt64(1, long.MaxValue) };
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = time.GetTimestamp();
        var host = replica.Host;
        replica.Begin();
        try
        {
            var answer = await CallAsync(replica, host, request, time, attempt.Token, cancellationToken);
            if (answer is null)
            {
                replica.MissedAt(host!);
                host = null;
                answer = (await CallAsync(replica, host, request, time, attempt.Token, cancellationToken))!;
            }

            replica.Answered(answer, time.GetElapsedTime(sent));
            return answer;
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            if (host is not null)
            {
                replica.MissedAt(host);
            }

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

    /// <summary>Calls the silo that has the replica, or, where no host is given, the replica itself. Null: that silo does not have it.</summary>
    private static async Task<InferenceAnswer?> CallAsync(
        RoutedReplica replica, IReplicaHost? host, InferenceRequest request, TimeProvider time, CancellationToken attempt, CancellationToken cancellationToken)
    {
        var answering = SendAsync(replica, host, request, attempt);
        var patience = Clamp(replica.Latencies.Longest * 4);
        while (true)
        {
            try
            {
                return await answering.WaitAsync(patience, time, cancellationToken);
            }
            catch (TimeoutException) when (!answering.IsCompleted)
            {
                if (!await IsAnsweringAsync(replica, host, request.Id, time, cancellationToken) && !answering.IsCompleted)
                {
                    // Nobody will look at how it ends.
                    _ = answering.ContinueWith(static late => late.Exception, TaskScheduler.Default);
                    throw new TimeoutException($"{replica.Id} does not answer.");
                }

                patience = Clamp(patience * 2);
            }
        }
    }

    private static async Task<InferenceAnswer?> SendAsync(
        RoutedReplica replica, IReplicaHost? host, InferenceRequest request, CancellationToken attempt) =>
        host is null ? await replica.Grain.ExecuteAsync(request, attempt) : await host.ExecuteAsync(replica.Id, request, attempt);

    private static async Task<bool> IsAnsweringAsync(
        RoutedReplica replica, IReplicaHost? host, long request, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var asking = host is null
                ? replica.Grain.IsAnsweringAsync(request, cancellationToken)
                : host.IsAnsweringAsync(replica.Id, request, cancellationToken);

            // Where everything takes long, because this process or that one has more to do than it can, that says nothing of the replica.
            var patience = Clamp(replica.Latencies.Longest * 4);
            return await asking.WaitAsync(patience > LeastQuestionPatience ? patience : LeastQuestionPatience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is RefusedException || IsLoss(exception, cancellationToken))
        {
            return false;
        }
    }

    private static TimeSpan Clamp(TimeSpan patience) =>
        patience < LeastPatience ? LeastPatience : patience > MostPatience ? MostPatience : patience;
}
