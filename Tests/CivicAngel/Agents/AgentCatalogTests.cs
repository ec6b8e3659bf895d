using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Agents;

public sealed class AgentCatalogTests
{
    private static readonly string[] Lenses =
    [
        "the-threshold", "the-periphery", "the-center", "the-edge", "the-forgotten", "the-remembered",
        "the-dreamed", "the-witnessed", "the-shadowed", "the-illuminated", "the-emerging", "the-dissolving",
    ];

    [Fact]
    public void All_Always_IsOneAngelThirtySixSynthesizersAndTheirPerspectives()
    {
        Assert.Equal(253, AgentCatalog.All.Count);
        Assert.All(AgentCatalog.All.Take(1), agent => Assert.Equal(AgentType.Emergent, agent.Type));
        Assert.All(AgentCatalog.All.Skip(1).Take(36), agent => Assert.Equal(AgentType.Synthesizer, agent.Type));
        Assert.All(AgentCatalog.All.Skip(37), agent => Assert.Equal(AgentType.Perspective, agent.Type));
        Assert.All(AgentCatalog.All, agent => Assert.Null(agent.Model));
    }

    [Fact]
    public void Emergent_Always_IsTheEmergentAngel()
    {
        var emergent = AgentCatalog.All[0];
        Assert.Equal(("emergent-1", "The Emergent Angel"), (emergent.Id, emergent.Name));
        Assert.Equal((null, null, null), (emergent.Hand, emergent.Role, emergent.SymbolicLens));
    }

    [Fact]
    public void Synthesizers_Always_GoThroughTheHandsAndInEachThroughTheRoles()
    {
        (string Id, string Name)[] roles =
        [
            ("palm", "Palm"), ("finger1", "First Finger"), ("finger2", "Second Finger"),
            ("finger3", "Third Finger"), ("finger4", "Fourth Finger"), ("finger5", "Fifth Finger"),
        ];
        string[] hands = ["Mirror", "Flame", "Loom", "Depth", "Song", "Silence"];
        Assert.Equal(
            hands.SelectMany(hand => roles.Select(role => ($"synth-{hand.ToLowerInvariant()}-{role.Id}", $"{hand} {role.Name}"))),
            AgentCatalog.All.Skip(1).Take(36).Select(agent => (agent.Id, agent.Name)));
        Assert.All(AgentCatalog.All.Skip(1).Take(36), agent =>
        {
            Assert.Equal($"synth-{agent.Hand}-{agent.Role}".ToLowerInvariant(), agent.Id);
            Assert.Null(agent.SymbolicLens);
        });
    }

    [Fact]
    public void Perspectives_Always_LookThroughTheLensOfTheirNumber()
    {
        Assert.Equal(Lenses, AgentCatalog.Lenses);
        Assert.Equal("the-periphery", AgentCatalog.Find("perspective-1")!.SymbolicLens);
        Assert.Equal("the-threshold", AgentCatalog.Find("perspective-12")!.SymbolicLens);
        for (var number = 1; number <= 216; number++)
        {
            var agent = AgentCatalog.All[36 + number];
            var lens = Lenses[number % 12];
            Assert.Equal(($"perspective-{number}", $"Perspective {number}: {lens}", lens), (agent.Id, agent.Name, agent.SymbolicLens));
            Assert.Equal((null, null), (agent.Hand, agent.Role));
        }
    }

    [Theory]
    [InlineData("perspective-1", Hand.Mirror, HandRole.Palm)]
    [InlineData("perspective-6", Hand.Mirror, HandRole.Palm)]
    [InlineData("perspective-7", Hand.Mirror, HandRole.Finger1)]
    [InlineData("perspective-36", Hand.Mirror, HandRole.Finger5)]
    [InlineData("perspective-37", Hand.Flame, HandRole.Palm)]
    [InlineData("perspective-216", Hand.Silence, HandRole.Finger5)]
    [InlineData("synth-loom-finger3", Hand.Loom, HandRole.Finger3)]
    public void HandAndRole_OfAnAgent_AreItsOwnOrThoseItIsNestedIn(string id, Hand hand, HandRole role)
    {
        var agent = AgentCatalog.Find(id)!;
        Assert.Equal((hand, role), (AgentCatalog.HandOf(agent), AgentCatalog.RoleOf(agent)));
    }

    [Fact]
    public void HandAndRole_OutsideTheHands_AreTheAgentsOwnOrNone()
    {
        Assert.Equal((null, null), (AgentCatalog.HandOf(AgentCatalog.All[0]), AgentCatalog.RoleOf(AgentCatalog.All[0])));
        var custom = new AgentInfo("agent-7", "Mine", "Mine.", AgentType.Custom, Hand.Song, Role: null, "the-edge");
        Assert.Equal((Hand.Song, null), (AgentCatalog.HandOf(custom), AgentCatalog.RoleOf(custom)));
    }

    [Fact]
    public void Descriptions_Always_AreSentencesThatDiffer()
    {
        Assert.Equal(253, AgentCatalog.All.Select(agent => agent.Description).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(AgentCatalog.All, agent => Assert.Matches(@"^[A-Z][^.]{19,199}\.$", agent.Description));
    }

    [Fact]
    public void IndexOf_AnyText_IsThePlaceInTheCatalogueOrNone()
    {
        Assert.All(AgentCatalog.All.Index(), entry =>
        {
            Assert.Equal(entry.Index, AgentCatalog.IndexOf(entry.Item.Id));
            Assert.Same(entry.Item, AgentCatalog.Find(entry.Item.Id));
        });
        Assert.All(["", "agent-7", "perspective-0", "perspective-217", "perspective-01", "emergent-2", "SYNTH-MIRROR-PALM"], id =>
        {
            Assert.Equal(-1, AgentCatalog.IndexOf(id));
            Assert.Null(AgentCatalog.Find(id));
        });
    }

    [Theory]
    [InlineData(Hand.Mirror, "mirror")]
    [InlineData(Hand.Flame, "flame")]
    [InlineData(Hand.Silence, "silence")]
    public void OfHand_EachHand_IsItsSixSynthesizersPalmFirst(Hand hand, string word) =>
        Assert.Equal(
            [$"synth-{word}-palm", .. Enumerable.Range(1, 5).Select(finger => $"synth-{word}-finger{finger}")],
            AgentCatalog.OfHand(hand).Select(agent => agent.Id));
}
