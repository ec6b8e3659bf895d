using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Grains.Inference;

/// <summary>A replica that is loaded on this silo, as requests reach it: through its grain, or by the address of the silo. Thread-safe.</summary>
internal sealed class LoadedReplica(InferenceQueue queue)
{
    private readonly Lock guard = new();
    private readonly HashSet<long> answering = [];

    /// <inheritdoc cref="InferenceQueue.EnqueueAsync"/>
    public async Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            answering.Add(request.Id);
        }

        try
        {
            return await queue.EnqueueAsync(request, cancellationToken);
        }
        finally
        {
            lock (guard)
            {
                answering.Remove(request.Id);
            }
        }
    }

    /// <summary>Whether the request of that id is here and has no answer yet.</summary>
    public bool IsAnswering(long request)
    {
        lock (guard)
        {
            return answering.Contains(request);
        }
    }
}
