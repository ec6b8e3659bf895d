using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed class ClusterTests(SharedNode node)
{
    [Fact]
    public async Task Cluster_OfOneNode_IsItsSiloWithItsLoad()
    {
        var silo = Assert.Single((await node.Client.GetAsync("/inferno/cluster").ReadAsync()).AsArray())!.AsObject();

        Assert.Equal(
            "name address status cpu ledgerUsedBytes ledgerCapacityBytes queueDepth running activations replicas requestsPerSecond p99Ms rssBytes uptimeSeconds",
            string.Join(' ', silo.Select(member => member.Key)));
        Assert.Equal(("silo-1", "Active"), (silo["name"]!.GetValue<string>(), silo["status"]!.GetValue<string>()));
        Assert.InRange(Number(silo, "cpu"), 0, 1);
        Assert.InRange(Number(silo, "ledgerUsedBytes"), 0, Number(silo, "ledgerCapacityBytes"));
        Assert.True(Number(silo, "rssBytes") > 1_000_000);
    }

    private static double Number(JsonObject silo, string member) => silo[member]!.GetValue<double>();
}
