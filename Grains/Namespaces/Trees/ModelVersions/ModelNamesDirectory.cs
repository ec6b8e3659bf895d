using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Naming;

namespace InfernoOrleans.Grains.Namespaces.Trees.ModelVersions;

/// <summary><c>#data/models</c>: the registered models, by name.</summary>
internal sealed class ModelNamesDirectory(IGrainFactory grains) : TreeDirectory
{
    private IModelDirectoryGrain Models => grains.GetGrain<IModelDirectoryGrain>(0);

    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken) =>
        await Models.ListAsync(new ModelQuery(name, AfterVersion: 0, Limit: 1), cancellationToken) is [var first] && first.Name == name
            ? new ModelVersionsDirectory(name, grains)
            : null;

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        if (after is not null && (after.Length > Names.MaxLength || after.Any(letter => !char.IsAscii(letter) || char.IsControl(letter))))
        {
            throw NoCursor();
        }

        // The versions of one model lie together, and are skipped.
        var names = new List<string>();
        while (names.Count <= limit)
        {
            var last = names.Count > 0 ? names[^1] : after ?? string.Empty;
            var found = await Models.ListAsync(new ModelQuery(last, int.MaxValue, limit + 1), cancellationToken);
            if (found.Count == 0)
            {
                break;
            }

            names.AddRange(found.Select(version => version.Name).Distinct(StringComparer.Ordinal));
        }

        return Page(names, limit);
    }
}
