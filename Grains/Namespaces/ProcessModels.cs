using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>Finds what processes may call: what is not in the namespace of one it cannot reach.</summary>
internal sealed class ProcessModels(IGrainFactory grains)
{
    /// <summary>The deployment or the model that a path stands for in the view of a process.</summary>
    /// <param name="process">The deployment whose process it is; null for the view of the cluster.</param>
    /// <param name="path">A path, <c>/models/digits</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such process, nothing is there, or nothing that could be called.</exception>
    public async Task<CallableModel> ResolveAsync(DeploymentId? process, string path, CancellationToken cancellationToken)
    {
        string found;
        try
        {
            found = await grains.GetGrain<INamespaceGrain>(0).ResolveAsync(process?.ProcessId, path, cancellationToken);
        }
        catch (RefusedException refused) when (refused is { Reason: RefusalReason.NotFound, Field: "process" })
        {
            throw NamespaceTable.Unknown(process!.Value.ProcessId, "namespace.of");
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            throw new RefusedException(
                RefusalReason.Conflict,
                process is { } its
                    ? $"There is no {path} in the namespace of {its.ProcessId}, so that {its} cannot call it. Mount there what it is to call."
                    : $"There is no {path} in the namespace of the cluster.");
        }

        return CallableOf(found) ?? throw new RefusedException(
            RefusalReason.Conflict, $"In the namespace of {process?.ProcessId ?? "the cluster"} {path} is {found}, which is no model that could be called.");
    }

    /// <summary>What can be called by the path of a tree; null where it is the path of something else.</summary>
    internal static CallableModel? CallableOf(string treePath) => treePath.Split('/') switch
    {
        ["#models", { Length: > 0 } idOrName] => new CallableModel(idOrName, IsRegistered: false),
        ["#proc", var process] when DeploymentId.TryParseProcess(process, out var id) => new CallableModel(id.ToString(), IsRegistered: false),
        ["#data", "models", { Length: > 0 } name, var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            new CallableModel($"{name}@{version}", IsRegistered: true),
        _ => null,
    };
}

/// <summary>What a path stands for that can be called.</summary>
/// <param name="Id">The id or the name of a deployment, or a version of a model, <c>digits@2</c>.</param>
/// <param name="IsRegistered">Whether it is a registered model, which need not be deployed.</param>
internal readonly record struct CallableModel(string Id, bool IsRegistered);
