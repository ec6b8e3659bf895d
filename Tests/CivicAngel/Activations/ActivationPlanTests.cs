using CsCheck;
using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Activations;

public sealed class ActivationPlanTests
{
    private static readonly string?[] Gestures = [null, "mirror", "mirror+flame", "silence", "bow"];

    private static readonly Gen<ActivationInput> Inputs =
        from gesture in Gen.Int[0, Gestures.Length - 1].Select(i => Gestures[i])
        from isEmergent in Gen.Bool
        from depth in Gen.Long[0, 3]
        select new ActivationInput("A dawn", isEmergent ? "emergence" : null, gesture, Depth: depth);

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void For_WithoutDepth_IsTheSelectionAndReachesNobody(long? depth)
    {
        var input = new ActivationInput("A dawn", "emergence", "mirror", Depth: depth);
        var plan = ActivationPlan.For(input, agent: null, bound: []);
        Assert.Equal(Selection.Of(input, bound: []), plan.Select(answer => answer.AgentId));
        Assert.All(plan, answer =>
        {
            Assert.Equal((0, -1), (answer.Step, answer.ReachedFrom));
            Assert.Empty(answer.ActivatedPerspectives);
        });
    }

    [Fact]
    public void For_OneStepFromTheThree_ReachesWhatIsAroundThemOnce()
    {
        var plan = ActivationPlan.For(new ActivationInput("A dawn", Depth: 1), agent: null, bound: []);
        Assert.Equal(
            [
                ("synth-mirror-palm", 0, -1), ("perspective-1", 0, -1), ("perspective-42", 0, -1),
                ("emergent-1", 1, 0), ("perspective-2", 1, 0), ("perspective-3", 1, 0), ("perspective-4", 1, 0), ("perspective-5", 1, 0),
                ("perspective-6", 1, 0), ("synth-silence-palm", 1, 0), ("synth-flame-palm", 1, 0), ("synth-mirror-finger5", 1, 0),
                ("synth-mirror-finger1", 1, 0),
                ("perspective-211", 1, 1), ("perspective-7", 1, 1),
                ("perspective-36", 1, 2), ("perspective-48", 1, 2), ("perspective-41", 1, 2), ("perspective-37", 1, 2),
            ],
            plan.Select(answer => (answer.AgentId, answer.Step, answer.ReachedFrom)));
        Assert.Equal(["perspective-2", "perspective-3", "perspective-4", "perspective-5", "perspective-6"], plan[0].ActivatedPerspectives);
        Assert.Equal(["perspective-211", "perspective-7"], plan[1].ActivatedPerspectives);
        Assert.All(plan.Skip(3), answer => Assert.Empty(answer.ActivatedPerspectives));
    }

    [Fact]
    public void For_ThreeStepsFromTheEmergent_IsEveryAgent()
    {
        var plan = ActivationPlan.For(new ActivationInput("A dawn", "emergence", Depth: 3), agent: null, bound: []);
        Assert.Equal([1, 36, 216], plan.CountBy(answer => answer.Step).Select(step => step.Value));
        Assert.True(plan.Select(answer => answer.AgentId).ToHashSet().SetEquals(AgentCatalog.All.Select(agent => agent.Id)));
    }

    [Theory]
    [InlineData(0, "synth-loom-palm")]
    [InlineData(2, "perspective-42")]
    public void For_OneAgent_IsItAloneAndWhatItReaches(int depth, string agent)
    {
        var plan = ActivationPlan.For(new ActivationInput("An emergent dawn", "emergence", "mirror", Depth: depth), agent, bound: ["agent-7"]);
        Assert.Equal((agent, 0, -1), (plan[0].AgentId, plan[0].Step, plan[0].ReachedFrom));
        Assert.Single(plan, answer => answer.Step == 0);
        Assert.Equal(depth > 0, plan.Count > 1);
    }

    [Fact]
    public void For_AgentsOnNoTorus_ReachesNobodyFromThem()
    {
        Assert.Equal(["agent-7"], ActivationPlan.For(new ActivationInput("A dawn", Depth: 3), "agent-7", bound: []).Select(answer => answer.AgentId));
        var input = new ActivationInput("A dawn", Gesture: "compute", Depth: 3, Data: new byte[4]);
        var plan = ActivationPlan.For(input, agent: null, bound: ["agent-7"]);
        Assert.Equal("agent-7", plan[3].AgentId);
        Assert.DoesNotContain(plan, answer => answer.ReachedFrom == 3);
    }

    [Fact]
    public void For_AnyInput_SpreadsAlongEdgesStepByStepAndCallsNobodyTwice() =>
        Inputs.Sample(input =>
        {
            var plan = ActivationPlan.For(input, agent: null, bound: []);
            var selected = Selection.Of(input, bound: []).ToHashSet();
            Assert.Equal(plan.Count, plan.Select(answer => answer.AgentId).Distinct().Count());
            Assert.Equal(plan.Select(answer => answer.Step).Order(), plan.Select(answer => answer.Step));
            var distance = Distances(selected, (int)input.Depth!);
            Assert.Equal(distance.Count, plan.Count);
            Assert.All(plan.Index(), entry =>
            {
                var (position, answer) = entry;
                Assert.Equal(distance[answer.AgentId], answer.Step);
                if (answer.Step > 0)
                {
                    Assert.InRange(answer.ReachedFrom, 0, position - 1);
                    Assert.Equal(answer.Step - 1, plan[answer.ReachedFrom].Step);
                    Assert.Contains(answer.AgentId, Torus.Around(plan[answer.ReachedFrom].AgentId));
                }

                Assert.Equal(
                    plan.Where(other => other.ReachedFrom == position && other.AgentId.StartsWith("perspective-", StringComparison.Ordinal))
                        .Select(other => other.AgentId),
                    answer.ActivatedPerspectives);
            });
        });

    /// <summary>How far agents are from the selected ones, as far as the depth, by going over all edges again and again.</summary>
    private static Dictionary<string, int> Distances(HashSet<string> selected, int depth)
    {
        var distances = selected.ToDictionary(id => id, _ => 0);
        for (var step = 1; step <= depth; step++)
        {
            foreach (var edge in Torus.Edges)
            {
                Reach(edge.From, edge.To, step);
                Reach(edge.To, edge.From, step);
            }
        }

        return distances;

        void Reach(string from, string to, int step)
        {
            if (distances.TryGetValue(from, out var distance) && distance == step - 1)
            {
                distances.TryAdd(to, step);
            }
        }
    }
}
