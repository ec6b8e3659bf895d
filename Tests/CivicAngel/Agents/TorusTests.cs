using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Agents;

public sealed class TorusTests
{
    [Theory]
    [InlineData("synth-loom-finger3", "synth-flame-finger3", "synth-depth-finger3", "synth-loom-finger2", "synth-loom-finger4")]
    [InlineData("synth-mirror-palm", "synth-silence-palm", "synth-flame-palm", "synth-mirror-finger5", "synth-mirror-finger1")]
    [InlineData("synth-silence-finger5", "synth-song-finger5", "synth-mirror-finger5", "synth-silence-finger4", "synth-silence-palm")]
    [InlineData("perspective-44", "perspective-38", "perspective-50", "perspective-43", "perspective-45")]
    [InlineData("perspective-1", "perspective-211", "perspective-7", "perspective-6", "perspective-2")]
    [InlineData("perspective-216", "perspective-210", "perspective-6", "perspective-215", "perspective-211")]
    public void Neighbours_OfACell_AreTheFourNextToIt(string id, params string[] neighbours) => Assert.Equal(neighbours, Torus.Neighbours(id));

    [Fact]
    public void Neighbours_OfEveryCell_AreFourOthersOfItsLayerThatHaveItAsNeighbour() =>
        Assert.All(AgentCatalog.All.Skip(1), agent =>
        {
            var neighbours = Torus.Neighbours(agent.Id);
            Assert.Equal(4, neighbours.Distinct().Count());
            Assert.DoesNotContain(agent.Id, neighbours);
            Assert.All(neighbours, neighbour =>
            {
                Assert.Equal(agent.Type, AgentCatalog.Find(neighbour)!.Type);
                Assert.Contains(agent.Id, Torus.Neighbours(neighbour));
            });
        });

    [Fact]
    public void Around_EachLayer_IsTheNestingThenTheNeighbours()
    {
        Assert.Equal(AgentCatalog.All.Skip(1).Take(36).Select(agent => agent.Id), Torus.Around("emergent-1"));
        Assert.Equal(
            [
                "emergent-1", "perspective-37", "perspective-38", "perspective-39", "perspective-40", "perspective-41", "perspective-42",
                .. Torus.Neighbours("synth-flame-palm"),
            ],
            Torus.Around("synth-flame-palm"));
        Assert.Equal(["synth-flame-palm", .. Torus.Neighbours("perspective-42")], Torus.Around("perspective-42"));
    }

    [Fact]
    public void Around_Always_IsMutualAndNamesNobodyTwice() =>
        Assert.All(AgentCatalog.All, agent =>
        {
            var around = Torus.Around(agent.Id);
            Assert.Equal(around.Count, around.Distinct().Count());
            Assert.All(around, other => Assert.Contains(agent.Id, Torus.Around(other)));
        });

    [Fact]
    public void Torus_OfAnAgentThatStandsOnNone_IsEmpty()
    {
        Assert.Empty(Torus.Neighbours("agent-7"));
        Assert.Empty(Torus.Around("agent-7"));
        Assert.Empty(Torus.Neighbours("emergent-1"));
    }

    [Theory]
    [InlineData("emergent-1", AgentType.Emergent, 0, 0)]
    [InlineData("synth-mirror-palm", AgentType.Synthesizer, 0, 0)]
    [InlineData("synth-loom-finger3", AgentType.Synthesizer, 2.0 / 6, 3.0 / 6)]
    [InlineData("synth-silence-finger5", AgentType.Synthesizer, 5.0 / 6, 5.0 / 6)]
    [InlineData("perspective-1", AgentType.Perspective, 0, 0)]
    [InlineData("perspective-45", AgentType.Perspective, 7.0 / 36, 2.0 / 6)]
    [InlineData("perspective-216", AgentType.Perspective, 35.0 / 36, 5.0 / 6)]
    public void Nodes_OfAnAgent_StandAtTheAnglesOfItsCell(string id, AgentType layer, double major, double minor)
    {
        var node = Torus.Nodes.Single(node => node.Id == id);
        Assert.Equal(layer, node.Layer);
        Assert.Equal(Math.Tau * major, node.MajorAngle, 1e-12);
        Assert.Equal(Math.Tau * minor, node.MinorAngle, 1e-12);
    }

    [Fact]
    public void Nodes_Always_AreTheCatalogueEachAtItsOwnPlace()
    {
        Assert.Equal(AgentCatalog.All.Select(agent => agent.Id), Torus.Nodes.Select(node => node.Id));
        Assert.Equal(253, Torus.Nodes.Select(node => (node.Layer, node.MajorAngle, node.MinorAngle)).Distinct().Count());
        Assert.All(Torus.Nodes, node => Assert.True(node.MajorAngle is >= 0 and < Math.Tau && node.MinorAngle is >= 0 and < Math.Tau));
    }

    [Fact]
    public void Edges_Always_AreThoseOfAroundEachOnce()
    {
        Assert.Equal(252, Torus.Edges.Count(edge => edge.Kind == TopologyEdgeKind.Nesting));
        Assert.Equal(72 + 432, Torus.Edges.Count(edge => edge.Kind == TopologyEdgeKind.Neighbour));
        Assert.Equal(252 + 72 + 432, Torus.Edges.Count);
        var pairs = Torus.Edges.Select(edge => Pair(edge.From, edge.To)).ToHashSet();
        Assert.Equal(Torus.Edges.Count, pairs.Count);
        Assert.True(pairs.SetEquals(AgentCatalog.All.SelectMany(agent => Torus.Around(agent.Id).Select(other => Pair(agent.Id, other)))));
        Assert.All(Torus.Edges, edge =>
        {
            var isNeighbour = Torus.Neighbours(edge.From).Contains(edge.To);
            Assert.Equal(isNeighbour ? TopologyEdgeKind.Neighbour : TopologyEdgeKind.Nesting, edge.Kind);
            Assert.True(isNeighbour || AgentCatalog.IndexOf(edge.From) < AgentCatalog.IndexOf(edge.To));
            Assert.Equal(1, edge.Weight);
        });
    }

    private static (string, string) Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);
}
