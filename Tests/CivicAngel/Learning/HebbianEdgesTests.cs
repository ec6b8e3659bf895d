using CsCheck;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Learning;

namespace InfernoOrleans.Tests.CivicAngel.Learning;

public sealed class HebbianEdgesTests
{
    private const string A = "perspective-10";
    private const string B = "perspective-9";
    private const string C = "synth-mirror-palm";

    [Theory]
    [InlineData(0, 1, 0.05)]
    [InlineData(0, 2, 0.0975)]
    [InlineData(0.5, 1, 0.525)]
    [InlineData(1, 3, 1)]
    public void Learn_ThoseWhoAnsweredTogether_TakesAPartOfWhatIsLackingEachTime(double before, int times, double after)
    {
        LearnedEdge[] present = before > 0 ? [new LearnedEdge(A, B, before)] : [];
        var learned = HebbianEdges.Learn(present, Together(times, A, B));
        Assert.Equal((A, B), (learned.Edges.Single().One, learned.Edges.Single().Other));
        Assert.Equal(after, learned.Edges.Single().Weight, 1e-12);
        Assert.Equal((1, 0), (learned.Strengthened, learned.Faded));
    }

    [Fact]
    public void Learn_ThoseWhoDidNot_FadeUntilTheyAreTooWeak()
    {
        LearnedEdge[] present = [new(A, B, 0.5), new(A, C, 0.0112), new(B, C, 0.0110)];
        var learned = HebbianEdges.Learn(present, new AnsweredTogether());
        Assert.Equal([(A, B, 0.45), (A, C, 0.01008)], learned.Edges.Select(edge => (edge.One, edge.Other, Math.Round(edge.Weight, 9))));
        Assert.Equal((0, 1), (learned.Strengthened, learned.Faded));
    }

    [Fact]
    public void Learn_PairsOfThreeAgents_AreKeptLesserIdFirst()
    {
        var learned = HebbianEdges.Learn([], Together(1, C, B, A));
        Assert.Equal([(A, B), (A, C), (B, C)], learned.Edges.Select(edge => (edge.One, edge.Other)));
        Assert.All(learned.Edges, edge => Assert.True(string.CompareOrdinal(edge.One, edge.Other) < 0));
    }

    [Fact]
    public void Learn_MoreThanAreKept_KeepsTheStrongest()
    {
        LearnedEdge[] present = [new(A, B, 0.02), new(A, C, 0.9)];
        var learned = HebbianEdges.Learn(present, Together(1, B, C), most: 2);
        Assert.Equal([(A, C), (B, C)], learned.Edges.Select(edge => (edge.One, edge.Other)));
        Assert.Equal((1, 1), (learned.Strengthened, learned.Faded));
    }

    [Fact]
    public void Learn_AllAgentsAtOnce_KeepsTwoThousandAndCallsNoNewOneFaded()
    {
        var learned = HebbianEdges.Learn([], Together(1, [.. AgentCatalog.All.Select(agent => agent.Id)]));
        Assert.Equal((2_000, 2_000, 0), (learned.Edges.Count, learned.Strengthened, learned.Faded));
    }

    [Fact]
    public void Learn_OfTimesAtOnce_IsAsOneAfterAnother() =>
        Gen.Select(Gen.Double[0.01, 1], Gen.Int[1, 30]).Sample((weight, times) =>
        {
            IReadOnlyList<LearnedEdge> edges = [new LearnedEdge(A, B, weight)];
            var atOnce = HebbianEdges.Learn(edges, Together(times, A, B)).Edges.Single().Weight;
            for (var i = 0; i < times; i++)
            {
                edges = HebbianEdges.Learn(edges, Together(1, A, B)).Edges;
            }

            Assert.Equal(edges.Single().Weight, atOnce, 1e-9);
            Assert.InRange(atOnce, weight, 1);
        });

    [Fact]
    public void Learn_EdgesOfAgentsThatAreNoneOfTheCatalogue_Fade() =>
        Assert.Equal(0.45, HebbianEdges.Learn([new("agent-7", A, 0.5)], Together(1, "agent-7", A)).Edges.Single().Weight, 1e-12);

    [Fact]
    public void Together_AnAgentNamedTwice_IsWithTheOthersOnceAndNeverWithItself()
    {
        var together = Together(1, A, B, A);
        Assert.Equal((1, 1, 0), (together.Of(A, B), together.Of(B, A), together.Of(A, A)));
        Assert.Equal(0, together.Of("agent-7", A));
        Assert.Single(together.Pairs());
    }

    private static AnsweredTogether Together(int times, params string[] agents)
    {
        var together = new AnsweredTogether();
        for (var i = 0; i < times; i++)
        {
            together.Add(agents);
        }

        return together;
    }
}
