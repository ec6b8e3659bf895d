using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Who the agents are.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelAgentTests(SharedNode node)
{
    private static readonly string[] Hands = ["Mirror", "Flame", "Loom", "Depth", "Song", "Silence"];
    private static readonly string[] Roles = ["Palm", "Finger1", "Finger2", "Finger3", "Finger4", "Finger5"];
    private static readonly string[] RoleNames = ["Palm", "First Finger", "Second Finger", "Third Finger", "Fourth Finger", "Fifth Finger"];

    private static readonly string[] Lenses =
    [
        "the-threshold", "the-periphery", "the-center", "the-edge", "the-forgotten", "the-remembered",
        "the-dreamed", "the-witnessed", "the-shadowed", "the-illuminated", "the-emerging", "the-dissolving",
    ];

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Info_OfANodeThatIsNew_IsThatOfTheContract()
    {
        using var data = new TemporaryDirectory();
        await using var fresh = await EmbeddedNode.StartAsync(data.Path);

        Assert.Equal(
            """{"totalAgents":253,"emergentAgents":1,"synthesizers":36,"perspectives":216,"totalMemories":0,"currentPhase":"Silence"}""",
            await fresh.Client.GetAsync("/civic-angel/info").TextAsync());
    }

    [Fact]
    public async Task Agents_AllOfThem_AreThe253InTheirOrder()
    {
        var agents = await ListAsync("/civic-angel/agents");

        var expected = new List<(string, string, string, string?, string?, string?)> { ("emergent-1", "The Emergent Angel", "emergent", null, null, null) };
        foreach (var hand in Hands)
        {
            expected.AddRange(Roles.Select((role, i) =>
                ($"synth-{hand}-{role}".ToLowerInvariant(), $"{hand} {RoleNames[i]}", "synthesizer", (string?)hand, (string?)role, (string?)null)));
        }

        expected.AddRange(Enumerable.Range(1, 216).Select(i =>
            ($"perspective-{i}", $"Perspective {i}: {Lenses[i % 12]}", "perspective", (string?)null, (string?)null, (string?)Lenses[i % 12])));
        Assert.Equal(
            expected,
            agents.Select(agent => (
                agent.Text("id"), agent.Text("name"), agent.Text("agentType"),
                agent["hand"]?.GetValue<string>(), agent["role"]?.GetValue<string>(), agent["symbolicLens"]?.GetValue<string>())));
        Assert.All(agents, agent => Assert.NotEmpty(agent.Text("description")));
    }

    [Theory]
    [InlineData("emergent-1", "\"agentType\":\"emergent\"", "The Emergent Angel")]
    [InlineData("synth-mirror-palm", "\"agentType\":\"synthesizer\",\"hand\":\"Mirror\",\"role\":\"Palm\"", "Mirror Palm")]
    [InlineData("synth-loom-finger3", "\"agentType\":\"synthesizer\",\"hand\":\"Loom\",\"role\":\"Finger3\"", "Loom Third Finger")]
    [InlineData("perspective-12", "\"agentType\":\"perspective\",\"symbolicLens\":\"the-threshold\"", "Perspective 12: the-threshold")]
    public async Task Agent_OfEachLayer_HasTheFieldsOfTheContract(string id, string fields, string name)
    {
        var text = await Client.GetAsync($"/civic-angel/agents/{id}").TextAsync();

        var description = JsonNode.Parse(text)!.Text("description");
        Assert.Equal($$"""{"id":"{{id}}","name":"{{name}}","description":"{{description}}",{{fields}}}""", text);
    }

    [Theory]
    [InlineData("emergent", 1)]
    [InlineData("synthesizer", 36)]
    [InlineData("perspective", 216)]
    [InlineData("Perspective", 216)]
    [InlineData("custom", 0)]
    public async Task Agents_OfOneType_AreThoseOnly(string type, int count)
    {
        var agents = await ListAsync($"/civic-angel/agents?type={type}");

        Assert.Equal(count, agents.Length);
        Assert.All(agents, agent => Assert.Equal(type.ToLowerInvariant(), agent.Text("agentType")));
    }

    [Theory]
    [InlineData("?limit=100", 3)]
    [InlineData("?limit=253", 1)]
    [InlineData("?type=perspective&limit=72", 3)]
    public async Task Agents_PageByPage_AreTheSameAsAllAtOnce(string query, int pages)
    {
        var whole = await ListAsync($"/civic-angel/agents{query.Replace("limit", "ignored", StringComparison.Ordinal)}");

        var (texts, read) = await PagesAsync($"/civic-angel/agents{query}");
        Assert.Equal(whole.Select(agent => agent.ToJsonString()), texts);
        Assert.Equal(pages, read);
    }

    [Fact]
    public async Task Agents_WithoutPaging_AnnounceNoPage()
    {
        using var answer = await Client.GetAsync("/civic-angel/agents");

        Assert.False(answer.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("mirror", 0)]
    [InlineData("FLAME", 1)]
    [InlineData("Loom", 2)]
    [InlineData("dEpTh", 3)]
    [InlineData("song", 4)]
    [InlineData("silence", 5)]
    public async Task Hand_InAnyCase_IsItsSixSynthesizersPalmFirst(string hand, int index)
    {
        var agents = await ListAsync($"/civic-angel/hands/{hand}");

        Assert.Equal(Roles.Select(role => $"synth-{Hands[index]}-{role}".ToLowerInvariant()), agents.Select(agent => agent.Text("id")));
        Assert.Equal(Roles, agents.Select(agent => agent.Text("role")));
        Assert.All(agents, agent => Assert.Equal(Hands[index], agent.Text("hand")));
    }

    [Fact]
    public async Task Topology_OfTheTorus_JoinsEveryAgentToThoseAroundIt()
    {
        var topology = await Client.GetAsync("/civic-angel/topology").ReadAsync();

        Assert.Equal(["nodes", "edges"], topology.Members());
        var nodes = topology["nodes"]!.AsArray().Select(one => one!).ToArray();
        Assert.Equal((await ListAsync("/civic-angel/agents")).Select(agent => (agent.Text("id"), agent.Text("agentType"))), nodes.Select(one => (one.Text("id"), one.Text("layer"))));
        Assert.All(nodes, one =>
        {
            Assert.Equal(["id", "layer", "majorAngle", "minorAngle"], one.Members());
            Assert.InRange(one["majorAngle"]!.GetValue<double>(), 0, Math.BitDecrement(Math.Tau));
            Assert.InRange(one["minorAngle"]!.GetValue<double>(), 0, Math.BitDecrement(Math.Tau));
        });

        // Nobody stands where another of the same layer does.
        Assert.Equal(253, nodes.Select(one => (one.Text("layer"), one["majorAngle"]!.ToJsonString(), one["minorAngle"]!.ToJsonString())).Distinct().Count());

        var edges = topology["edges"]!.AsArray().Select(edge => edge!).ToArray();
        Assert.All(edges, edge => Assert.Equal(["from", "to", "kind", "weight"], edge.Members()));
        var nesting = Of("nesting");
        Assert.Equal(36 + 216, nesting.Length);
        Assert.Equal(36, nesting.Count(edge => edge.From == "emergent-1" && edge.To.StartsWith("synth-", StringComparison.Ordinal)));
        for (var i = 1; i <= 216; i++)
        {
            var around = (i - 1) / 6;
            Assert.Contains(($"synth-{Hands[around / 6]}-{Roles[around % 6]}".ToLowerInvariant(), $"perspective-{i}"), nesting);
        }

        var neighbours = Of("neighbour");
        Assert.Equal((36 * 2) + (216 * 2), neighbours.Length);
        Assert.Equal(neighbours.Length, neighbours.Select(edge => string.CompareOrdinal(edge.From, edge.To) < 0 ? edge : (edge.To, edge.From)).Distinct().Count());
        Assert.All(neighbours.SelectMany(edge => new[] { edge.From, edge.To }).CountBy(id => id), count => Assert.Equal(4, count.Value));
        Assert.Equal(["synth-flame-palm", "synth-mirror-finger1", "synth-mirror-finger5", "synth-silence-palm"], Beside("synth-mirror-palm"));
        Assert.Equal(["perspective-2", "perspective-211", "perspective-6", "perspective-7"], Beside("perspective-1"));
        Assert.All(edges.Where(edge => edge.Text("kind") != "learned"), edge => Assert.Equal(1, edge["weight"]!.GetValue<double>()));

        (string From, string To)[] Of(string kind) => [.. edges.Where(edge => edge.Text("kind") == kind).Select(edge => (edge.Text("from"), edge.Text("to")))];

        string[] Beside(string id) =>
            [.. neighbours.Where(edge => edge.From == id || edge.To == id).Select(edge => edge.From == id ? edge.To : edge.From).Order(StringComparer.Ordinal)];
    }

    private async Task<JsonNode[]> ListAsync(string path) => [.. (await Client.GetAsync(path).ReadAsync()).AsArray().Select(agent => agent!)];

    private async Task<(List<string> Items, int Pages)> PagesAsync(string path)
    {
        var items = new List<string>();
        var pages = 0;
        for (var next = (string?)path; next is not null; pages++)
        {
            using var answer = await Client.GetAsync(next);
            next = DeploymentListTests.NextOf(answer);
            items.AddRange((await Task.FromResult(answer).ReadAsync()).AsArray().Select(item => item!.ToJsonString()));
        }

        return (items, pages);
    }
}
