using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>Which deployment a command that is written to a file may stop or start, so that this gateway no longer takes its old route.</summary>
internal static class ChangedRoute
{
    private const string Control = "ctl";

    /// <summary>Finds it.</summary>
    /// <returns>The id or the name by which the file is reached; null for other files.</returns>
    public static async Task<string?> FindAsync(INamespaceGrain space, string? process, string path, CancellationToken cancellationToken)
    {
        if (!path.TrimEnd('/').EndsWith($"/{Control}", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return (await space.ResolveAsync(process, path, cancellationToken)).Split('/') switch
            {
                ["#models", var idOrName, Control] => idOrName,
                ["#proc", var name, Control] when DeploymentId.TryParseProcess(name, out var id) => id.ToString(),
                _ => null,
            };
        }
        catch (RefusedException)
        {
            // The write says it better.
            return null;
        }
    }
}
