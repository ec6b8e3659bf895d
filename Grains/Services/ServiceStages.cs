using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Services;

/// <summary>
/// Runs the stages of one service: operations on the compute pool, as the service's own work; models by whatever the process of the service finds
/// under their paths, which is looked up anew every so often. One thread at a time.
/// </summary>
internal sealed class ServiceStages(
    DeploymentId id, ServiceWork work, ComputeFlow flow, ReplicaMeter meter, ServiceOptions options, TimeProvider time)
{
    /// <summary>How long replicas that cannot answer are asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (DeploymentRoute Route, long At)> known = new(StringComparer.Ordinal);

    /// <summary>Does the operations of a stage with each row.</summary>
    /// <exception cref="RefusedException">A result is not finite, or there is no room.</exception>
    public async Task<ReadOnlyMemory<byte>> ComputeAsync(ServiceStage stage, int rows, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            using var computation = work.Start(new RowsPlan(rows, stage.InputSize, stage.Operations!), new TaskWork(Type: null, data));
            await work.Pool.RunAsync(flow, computation.RunSlice, meter.Charged, cancellationToken);
            return computation.Result.ToArray();
        }
        catch (TaskFailedException failed)
        {
            throw RefusedException.Invalid("data", $"The steps cannot be done with data: {failed.Message}");
        }
        catch (MemoryRefusedException refused)
        {
            throw refused.Requested > refused.Capacity ? NoRoom.For(refused) : new RefusedException(
                RefusalReason.Busy, $"{id} needs {refused.Requested:N0} bytes of memory for these rows; {refused.Free:N0} are free. Try again in a moment.");
        }
        catch (ComputeRefusedException refused)
        {
            throw new RefusedException(RefusalReason.Busy, refused.Message);
        }
    }

    /// <summary>Has the model of a stage answer.</summary>
    /// <exception cref="RefusedException">The process finds none, its rows have other sizes, or it refuses.</exception>
    public async Task<ReadOnlyMemory<byte>> CallAsync(
        ServiceStage stage, ReadOnlyMemory<byte> data, TimeSpan timeout, int depth, CancellationToken cancellationToken)
    {
        var path = ModelPath.Of(stage.Step.Model!, $"steps[{stage.Index}].model");
        if (known.TryGetValue(path, out var last) && time.GetElapsedTime(last.At) < options.Lifetime)
        {
            try
            {
                return await CallAsync(stage, path, last.Route.Id.ToString(), last.Route, data, timeout, depth, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Reason is RefusalReason.NotFound or RefusalReason.Conflict)
            {
                // It has been stopped or deleted: the path may stand for another one by now.
            }
        }

        var called = await FindAsync(stage, path, cancellationToken);
        try
        {
            return await CallAsync(stage, path, called, route: null, data, timeout, depth, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            throw new RefusedException(RefusalReason.Conflict, $"{Name(stage, path)} leads to {called}, which is not there any more. Mount another model there.");
        }
    }

    private async Task<ReadOnlyMemory<byte>> CallAsync(
        ServiceStage stage, string path, string called, DeploymentRoute? route, ReadOnlyMemory<byte> data, TimeSpan timeout, int depth,
        CancellationToken cancellationToken)
    {
        try
        {
            var at = time.GetTimestamp();
            var (rows, through) = await work.Deployments.ExecuteAsync(
                called, new InferenceRequest(data, timeout), its => RequireSizes(stage, path, its), Patience, cancellationToken, depth + 1, route);
            if (route is null)
            {
                known[path] = (through, at);
            }

            return rows;
        }
        catch
        {
            known.Remove(path);
            throw;
        }
    }

    private async Task<string> FindAsync(ServiceStage stage, string path, CancellationToken cancellationToken)
    {
        var found = await work.Models.ResolveAsync(id, path, cancellationToken);
        return !found.IsRegistered
            ? found.Id
            : throw new RefusedException(
                RefusalReason.Conflict, $"{Name(stage, path)} is the registered model {found.Id}; a service calls deployments. Deploy it, and mount the deployment there.");
    }

    private void RequireSizes(ServiceStage stage, string path, DeploymentRoute route)
    {
        if ((route.InputSize, route.OutputSize) != (stage.InputSize, stage.OutputSize))
        {
            throw new RefusedException(
                RefusalReason.Conflict,
                $"{Name(stage, path)} is {route.Id}, which takes {route.InputSize:N0} numbers and gives {route.OutputSize:N0}; {id} has rows of {stage.InputSize:N0} there, and of {stage.OutputSize:N0} after it.");
        }
    }

    private static string Name(ServiceStage stage, string path) => $"The model of steps[{stage.Index}], {path},";
}
