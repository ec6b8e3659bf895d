using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Services;

/// <summary>
/// A service as it is loaded: takes the rows of a request through the stages, one stage after the other, for a bounded number of requests at a
/// time. One thread at a time.
/// </summary>
internal sealed class RunningService(
    DeploymentId id, ServicePlan plan, ServiceStages stages, ReplicaMeter meter, ServiceOptions options, TimeProvider time)
{
    /// <summary>How many services may call one another in a row.</summary>
    public const int MostDepth = 8;

    private int requests;
    private long bytes;

    /// <summary>Runs rows.</summary>
    /// <exception cref="RefusedException">They do not fill rows, too many requests wait, the time is up, or a stage refuses.</exception>
    public async Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, int depth, CancellationToken cancellationToken)
    {
        var rows = RowsOf(request);
        if (depth >= MostDepth)
        {
            throw new RefusedException(
                RefusalReason.Conflict, $"Services call one another {MostDepth} deep at most, and {id} lies deeper. One of them may call itself by way of others.");
        }

        meter.Came();
        var began = time.GetTimestamp();
        var needed = (long)rows * plan.WidestRow * sizeof(float);
        try
        {
            Enter(needed);
            try
            {
                var answer = await RunAsync(request, rows, depth, began, cancellationToken);
                meter.Batched(rows);
                meter.Answered(began);
                return new InferenceAnswer(answer, requests - 1);
            }
            finally
            {
                requests--;
                bytes -= needed;
            }
        }
        catch
        {
            meter.Failed();
            throw;
        }
    }

    public ReplicaStatistics Count() => meter.Read(requests, residentBytes: 0);

    private async Task<ReadOnlyMemory<byte>> RunAsync(InferenceRequest request, int rows, int depth, long began, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(request.Timeout > TimeSpan.Zero ? request.Timeout : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var data = request.Rows;
        try
        {
            foreach (var stage in plan.Stages)
            {
                either.Token.ThrowIfCancellationRequested();
                data = stage.Operations is null
                    ? RequireFinite(stage, await stages.CallAsync(stage, data, request.Timeout - time.GetElapsedTime(began), depth, either.Token))
                    : await stages.ComputeAsync(stage, rows, data, either.Token);
            }

            return data;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusedException(RefusalReason.DeadlineExceeded, "The time was up before all steps of the service had run.");
        }
    }

    private int RowsOf(InferenceRequest request)
    {
        var rowBytes = plan.InputSize * sizeof(float);
        if (request.Rows.Length == 0 || request.Rows.Length % rowBytes != 0)
        {
            throw RefusedException.Invalid(
                "data", $"data holds {request.Rows.Length / sizeof(float)} numbers; it must hold {plan.InputSize} for each row, one row at least.");
        }

        var rows = request.Rows.Length / rowBytes;
        var widest = (long)rows * plan.WidestRow * sizeof(float);
        return widest <= options.MaxRequestBytes
            ? rows
            : throw RefusedException.Invalid(
                "data", $"data holds {rows:N0} rows, which would take {widest:N0} bytes on their way; {options.MaxRequestBytes:N0} is the most. Send fewer rows at a time.");
    }

    private void Enter(long needed)
    {
        if (requests >= options.MaxRequests || (requests > 0 && bytes + needed > options.MaxBytes))
        {
            throw new RefusedException(RefusalReason.Busy, $"{id} has {requests:N0} requests, which are as many as it takes. Try again in a moment.");
        }

        requests++;
        bytes += needed;
    }

    private static ReadOnlyMemory<byte> RequireFinite(ServiceStage stage, ReadOnlyMemory<byte> rows) =>
        TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, float>(rows.Span))
            ? rows
            : throw RefusedException.Invalid(
                "data", $"The network of steps[{stage.Index}] ({stage.Step.Model}) overflows the range of 32-bit floats on data. Send smaller numbers.");
}
