using System.Data.Common;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>The namespaces of processes, made and ended in the transactions that make and end their deployments.</summary>
internal static class ProcessNamespaces
{
    /// <summary>Gives the process of a deployment, whose row is inserted already, its namespace.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="process">The deployment.</param>
    /// <param name="settings">Where its namespace comes from.</param>
    /// <param name="given">What a clean one shows: the path, and the path of a tree that is mounted there (<c>/models/digits</c>, <c>#models/digits</c>).</param>
    public static Task CreateAsync(
        DbTransaction transaction, DeploymentId process, ProcessSettings settings, IReadOnlyList<(string Path, string Source)> given) =>
        Task.CompletedTask;

    /// <summary>Deletes namespaces that no process sees any more, after a deployment's row was deleted.</summary>
    public static Task CollectAsync(DbTransaction transaction) => Task.CompletedTask;
}
