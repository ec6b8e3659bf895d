using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Namespaces.Trees.Control;

namespace InfernoOrleans.Grains.Namespaces.Trees.ModelVersions;

/// <summary><c>#data/models/digits</c>: the versions of a model, by number.</summary>
internal sealed class ModelVersionsDirectory(string model, IGrainFactory grains) : TreeDirectory
{
    /// <summary>How long deploying may take.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken)
    {
        if (!TryParse(name, out var number) || await ListAsync(number - 1, limit: 1, cancellationToken) is not [var version] || version.Version != number)
        {
            return null;
        }

        return new FixedDirectory(
            ("status", ComputedFile.Of("Registered")),
            ("ctl", new ControlFile(new ControlCommand("deploy NAME [DTYPE]", (words, token) => DeployAsync(version, words, token)))),
            ("metadata", new ComputedFile(_ => Task.FromResult(TreeContent.Json(ModelVersionFacts.From(version), TreeJson.Readable.ModelVersionFacts)))),
            ("stats", new ComputedFile(_ => Task.FromResult(TreeContent.Json(ModelVersionCounts.From(version), TreeJson.Readable.ModelVersionCounts)))),
            ("ns", NamespaceFile.Of(grains, process: null)));
    }

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var from = 0;
        if (after is not null && !TryParse(after, out from))
        {
            throw NoCursor();
        }

        var found = await ListAsync(from, limit + 1, cancellationToken);
        return Page([.. found.Select(version => version.Version.ToString(CultureInfo.InvariantCulture))], limit);
    }

    private async Task<IReadOnlyList<ModelVersionInfo>> ListAsync(int after, int limit, CancellationToken cancellationToken) =>
    [
        .. (await grains.GetGrain<IModelDirectoryGrain>(0).ListAsync(new ModelQuery(model, after, limit), cancellationToken))
            .Where(version => version.Name == model),
    ];

    private async Task<string> DeployAsync(ModelVersionInfo version, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var command = new DeployCommand(
            words[0], Network: null, version.ModelId, Idempotency: null, Timeout, DType: words.ElementAtOrDefault(1));
        var answer = await grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(command, cancellationToken);
        return $"{version.ModelId} is deployed as {answer.Id}, {answer.Name}.";
    }

    /// <summary>Versions have one spelling: <c>2</c>, not <c>02</c>.</summary>
    private static bool TryParse(string text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version >= 1 && text[0] != '0';
}
