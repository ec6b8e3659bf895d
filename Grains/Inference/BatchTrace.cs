using System.Diagnostics;
using InfernoOrleans.Grains.Telemetry;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Inference;

/// <summary>The span of a batch in which a request is traced: part of that request's trace, and linked to all that are traced in it.</summary>
internal sealed class BatchTrace
{
    private readonly IReadOnlyList<RequestTrace> traced;
    private readonly DateTimeOffset began;
    private readonly int rows;
    private readonly int requests;
    private readonly TensorDType dType;

    private BatchTrace(IReadOnlyList<RequestTrace> traced, InferenceBatch batch, TensorDType dType, DateTimeOffset began) =>
        (this.traced, rows, requests, this.dType, this.began) = (traced, batch.Rows, batch.Requests, dType, began);

    /// <summary>Ends the wait of those in the batch and begins its span; null where none is traced.</summary>
    public static BatchTrace? Begin(InferenceBatch batch, TensorDType dType, TimeProvider time)
    {
        if (!Traces.Source.HasListeners())
        {
            return null;
        }

        RequestTrace[] traced = [.. batch.Traced];
        if (traced.Length == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        Array.ForEach(traced, request => request.Taken(now));
        return new BatchTrace(traced, batch, dType, now);
    }

    /// <summary>Tells of it.</summary>
    public void End(DateTimeOffset at)
    {
        using var span = Traces.Source.StartActivity(
            Traces.Batch,
            ActivityKind.Internal,
            traced[0].Parent,
            [new("inferno.rows", rows), new("inferno.requests", requests), new("inferno.dtype", dType.ToString())],
            traced.Select(request => new ActivityLink(request.Parent)),
            began);
        span?.SetEndTime(at.UtcDateTime);
    }
}
