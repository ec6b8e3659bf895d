using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Namespaces.Trees;

/// <summary>Directories of many things, page by page.</summary>
public sealed class TreeListingTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private INamespaceGrain Namespace => silos.Grains.GetGrain<INamespaceGrain>(0);

    [Fact]
    public async Task Models_PageByPage_AreTheirIdsAndThenTheNamesThatMeanOne()
    {
        var ids = new List<DeploymentId>();
        foreach (var name in new[] { "m-beta", "m-alpha", "m-beta", "m-gamma", "m-Ω 7", "m-🔥" })
        {
            ids.Add((await silos.DeployAsync(name)).Id);
        }

        await silos.Grains.GetGrain<IDeploymentGrain>(ids[3].ToString()).StopAsync(CancellationToken.None);
        var whole = await ListAsync("/models", 1_000);

        Assert.Equal(whole.Where(IsId).OrderBy(id => long.Parse(id.Split('-')[1], null)), whole.TakeWhile(IsId));
        Assert.DoesNotContain(whole.SkipWhile(IsId), IsId);
        Assert.Equal(whole.Count, whole.Distinct().Count());
        Assert.Superset(ids.Select(id => id.ToString()).ToHashSet(), whole.ToHashSet());
        Assert.Equal(["m-alpha", "m-beta", "m-Ω 7", "m-🔥"], whole.Where(name => name.StartsWith("m-", StringComparison.Ordinal)));
        foreach (var limit in new[] { 1, 2, 3, 4, 7, whole.Count - 1, whole.Count, whole.Count + 1 })
        {
            Assert.Equal(whole, await ListAsync("/models", limit));
        }
    }

    [Fact]
    public async Task Processes_PageByPage_AreThoseOfAllDeploymentsInTheirOrder()
    {
        for (var i = 0; i < 5; i++)
        {
            await silos.DeployAsync($"p-{i}");
        }

        var whole = await ListAsync("/proc", 1_000);
        var deployments = await silos.Directory.ListAsync(new DeploymentQuery(null, null, null, 0, 1_000), CancellationToken.None);
        Assert.Equal(deployments.Select(deployment => deployment.Id.ProcessId), whole);
        Assert.Equal(whole, await ListAsync("/proc", 2));
    }

    [Fact]
    public async Task Agents_PageByPage_AreThoseOfTheLayersAndThenTheCustomOnes()
    {
        var whole = await ListAsync("/agents", 1_000);

        Assert.Equal(("emergent-1", "synth-mirror-palm", "perspective-216"), (whole[0], whole[1], whole[252]));
        Assert.Equal(whole, await ListAsync("/agents", 100));
        Assert.Equal(whole, await ListAsync("/agents", 253));
    }

    [Theory]
    [InlineData("/models")]
    [InlineData("/proc")]
    [InlineData("/agents")]
    [InlineData("/compute")]
    [InlineData("/compute/nodes")]
    [InlineData("/compute/tasks")]
    [InlineData("/data/models")]
    [InlineData("/data/sets")]
    public async Task List_FromACursorOfNoPage_IsRefusedOrEmptyAndNeverAnError(string directory)
    {
        string[] cursors =
        [
            "", "x", "proc-0", "deploy-99999999999999999999", "proc-1/", "../..", "\0", "\ud800", "a\u0001b", new string('y', 5_000), "agent-", "agent-x",
            "0:", "0:x", "0:\0", "0:\ud800", "1:x", "-1:x", "0:deploy-1", "0:task-1", "0:agent-1", "0:emergent-1", "0:task-0", "0:%00", "0:/", "0:" + new string('z', 300),
        ];
        foreach (var cursor in cursors)
        {
            try
            {
                await Namespace.ListAsync(process: null, directory, cursor, 10, CancellationToken.None);
            }
            catch (RefusedException refusal)
            {
                Assert.Equal(RefusalReason.Invalid, refusal.Reason);
            }
        }
    }

    private async Task<List<string>> ListAsync(string directory, int limit)
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await Namespace.ListAsync(process: null, directory, after, limit, CancellationToken.None);
            Assert.InRange(page.Entries.Count, 0, limit);
            names.AddRange(page.Entries.Select(entry => entry.Name));
            after = page.Next;
        }
        while (after is not null);

        return names;
    }

    private static bool IsId(string name) => DeploymentId.TryParse(name, out _);
}
