using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A directory in which always the same lies.</summary>
/// <param name="children">What, in the order in which it is listed.</param>
internal sealed class FixedDirectory(params (string Name, TreeNode Node)[] children) : TreeDirectory
{
    public override Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<TreeNode?>(Array.Find(children, child => child.Name == name).Node);

    public override Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var from = after is null ? 0 : Array.FindIndex(children, child => child.Name == after) + 1;
        if (after is not null && from == 0)
        {
            throw NoCursor();
        }

        var page = children.Skip(from).Take(limit).ToArray();
        return Task.FromResult(new DirectoryPage(
            [.. page.Select(child => child.Node.Describe(child.Name))], from + page.Length < children.Length ? page[^1].Name : null));
    }
}
