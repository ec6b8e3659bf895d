using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Checks inference tasks: the network must be there, and the numbers fill its rows.</summary>
internal sealed class InferenceAdmission(IGrainFactory grains, IOptions<TaskOptions> options)
{
    private const int MostModelId = 160;

    /// <summary>Checks a task, and replaces a model's name by the version that it stands for now.</summary>
    /// <exception cref="RefusedException">A field is invalid, or there is no such deployment or model.</exception>
    public async Task<TaskWork> AdmitAsync(TaskWork work, string prefix, CancellationToken cancellationToken)
    {
        TaskFields.RefuseOthers(work, prefix, "data", "modelId");
        if (string.IsNullOrEmpty(work.ModelId))
        {
            throw RefusedException.Invalid(
                $"{prefix}modelId", $"{prefix}modelId is missing: an inference task needs a deployment (deploy-1) or a registered model (digits, digits@2).");
        }

        if (work.ModelId.Length > MostModelId || work.ModelId.Any(char.IsControl))
        {
            throw RefusedException.Invalid($"{prefix}modelId", $"{prefix}modelId must be the id of a deployment or the name of a model, {MostModelId} characters at most.");
        }

        var (modelId, inputSize, outputSize) = await ResolveAsync(work.ModelId, $"{prefix}modelId", cancellationToken);
        var numbers = (work.Data?.Length ?? 0) / sizeof(float);
        if (numbers == 0 || numbers % inputSize != 0)
        {
            throw RefusedException.Invalid(
                $"{prefix}data", $"{prefix}data holds {numbers} numbers; it must hold {inputSize} for each row, one row at least.");
        }

        var bytes = (long)(numbers / inputSize) * outputSize * sizeof(float);
        return bytes <= options.Value.MaxResultBytes
            ? work with { ModelId = modelId }
            : throw RefusedException.Invalid(
                $"{prefix}data", $"{prefix}data holds {numbers / inputSize:N0} rows, whose result would be {bytes:N0} bytes; it may be {options.Value.MaxResultBytes:N0} at most.");
    }

    private async Task<(string ModelId, int InputSize, int OutputSize)> ResolveAsync(string modelId, string field, CancellationToken cancellationToken)
    {
        if (DeploymentId.TryParse(modelId, out _))
        {
            var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(modelId, cancellationToken);
            return route.TakesRows
                ? (modelId, route.InputSize, route.OutputSize)
                : throw RefusedException.Invalid(
                    field,
                    route.Agent is { } agent
                        ? $"{field} is {modelId}, which is the agent {agent} and no network. An agent is asked by a task of the type agent."
                        : $"{field} is {modelId}, which is a {route.Type}; it must be a network or a service.");
        }

        var version = await grains.GetGrain<IModelDirectoryGrain>(0).ResolveAsync(modelId, cancellationToken);
        return (version.ModelId, version.InputSize, version.OutputSize);
    }
}
