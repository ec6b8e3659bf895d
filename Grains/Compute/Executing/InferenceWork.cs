using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// Inference tasks: through a replica of a deployment, one on this silo if there is one; or, for a registered model, through its weights as
/// this silo has loaded them for the occasion.
/// </summary>
internal sealed class InferenceWork(
    IGrainFactory grains,
    DeploymentCaller deployments,
    ResidentWeights residentWeights,
    ComputePool pool,
    IOptions<BatchingOptions> batching,
    SiloTraffic traffic,
    InferenceInstruments instruments,
    TimeProvider time)
{
    /// <summary>How long replicas that cannot answer are asked again before the attempt has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    /// <summary>Runs the rows of a task.</summary>
    /// <exception cref="RefusedException">Nothing can answer.</exception>
    /// <exception cref="TaskFailedException">The network overflows on the rows.</exception>
    public async Task<TaskResult> RunAsync(TaskWork work, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var request = new InferenceRequest(work.Data!.Value, timeout < LongestCall ? timeout : LongestCall);
        var (rows, outputSize) = DeploymentId.TryParse(work.ModelId, out _)
            ? await DeploymentAsync(work.ModelId, request, cancellationToken)
            : await ModelAsync(work.ModelId!, request, cancellationToken);
        RequireFinite(MemoryMarshal.Cast<byte, float>(rows.Span));
        return new TaskResult([rows.Length / sizeof(float) / outputSize, outputSize], rows.ToArray());
    }

    private async Task<(ReadOnlyMemory<byte> Rows, int OutputSize)> DeploymentAsync(string id, InferenceRequest request, CancellationToken cancellationToken)
    {
        var (rows, route) = await deployments.ExecuteAsync(id, request, _ => { }, Patience, cancellationToken);
        return (rows, route.OutputSize);
    }

    private async Task<(ReadOnlyMemory<byte> Rows, int OutputSize)> ModelAsync(string modelId, InferenceRequest request, CancellationToken cancellationToken)
    {
        var version = await grains.GetGrain<IModelDirectoryGrain>(0).ResolveAsync(modelId, cancellationToken);
        using var weights = await residentWeights.AcquireAsync(new WeightsKey(version.Sha256, TensorDType.FP32), cancellationToken);
        var meter = new ReplicaMeter(time, traffic, instruments);
        try
        {
            await using var queue = new InferenceQueue(weights.Plan, pool, new ComputeFlow(modelId), batching.Value, time, meter);
            return ((await queue.EnqueueAsync(request, cancellationToken)).Rows, version.OutputSize);
        }
        finally
        {
            meter.Unload();
        }
    }

    private static void RequireFinite(ReadOnlySpan<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(numbers[i]))
            {
                throw new TaskFailedException($"The network overflows the range of 32-bit floats on data: result[{i}] is not finite.");
            }
        }
    }
}
