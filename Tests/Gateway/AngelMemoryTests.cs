using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Recalling, by triggers of their own so that other tests' memories stay out.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelMemoryTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Memory_OfTheContract_HasItsFields()
    {
        var symbol = Guid.NewGuid().ToString("N");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await RememberAsync(symbol, "dawn");

        var text = await Client.GetAsync($"/civic-angel/memories/{symbol}").TextAsync();

        var memory = Assert.Single(JsonNode.Parse(text)!.AsArray())!;
        var timestamp = memory["timestamp"]!.GetValue<long>();
        Assert.InRange(timestamp, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Matches("^memory-[1-9][0-9]*$", memory.Text("id"));
        Assert.Equal(
            $$"""[{"id":"{{memory.Text("id")}}","trigger":"{{symbol}}","content":"dawn","timestamp":{{timestamp}},"associatedPerspectives":[]}]""", text);
    }

    [Theory]
    [InlineData("Straße Æther", "STRASSE", false)]
    [InlineData("Straße Æther", "straße", true)]
    [InlineData("Straße Æther", "æTHER", true)]
    [InlineData("100%", "100%", true)]
    [InlineData("100%", "1%0", false)]
    [InlineData("snake_case", "e_c", true)]
    [InlineData("snake_case", "e.c", false)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a%2Fb", false)]
    [InlineData("a%2Fb", "a%2Fb", true)]
    [InlineData("a%2Fb", "a/b", false)]
    [InlineData("a/b%2Fc+d%25", "a/b%2Fc+d%25", true)]
    [InlineData("a\\\\b", "a\\b", true)]
    [InlineData("😀", "😀", true)]
    public async Task Trigger_AsAPartInAnyCase_Recalls(string symbol, string text, bool recalls)
    {
        var content = Guid.NewGuid().ToString("N");
        await RememberAsync(symbol, content);

        Assert.Equal(recalls, (await Client.RecallAsync(text)).Any(memory => memory.Text("content") == content));
    }

    [Fact]
    public async Task Memories_OfSeveralAgents_AreOneListNewestLast()
    {
        await Client.ActivateAsync(""" "description":"first","gesture":"loom" """);
        await Client.ActivateAsync(""" "description":"second","gesture":"loom" """);

        var memories = (await Client.RecallAsync("loom")).TakeLast(12).ToArray();

        Assert.Equal(Enumerable.Repeat("first", 6).Concat(Enumerable.Repeat("second", 6)), memories.Select(memory => memory.Text("content")));
        Assert.All(memories, memory => Assert.Equal("loom", memory.Text("trigger")));
        var numbers = (await Client.RecallAsync("loom")).Select(Number).ToArray();
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Fact]
    public async Task Memories_PageByPage_AreTheNewestFirstAndOldestToNewestWithin()
    {
        var symbol = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 7; i++)
        {
            await RememberAsync(symbol, $"{i}");
        }

        var whole = (await Client.RecallAsync(symbol)).Select(memory => memory.ToJsonString()).ToArray();
        Assert.Equal(7, whole.Length);

        var pages = new List<string[]>();
        for (var next = (string?)$"/civic-angel/memories/{symbol}?limit=3"; next is not null;)
        {
            using var answer = await Client.GetAsync(next);
            next = DeploymentListTests.NextOf(answer);
            pages.Add([.. (await Task.FromResult(answer).ReadAsync()).AsArray().Select(memory => memory!.ToJsonString())]);
        }

        Assert.Equal([whole[4..], whole[1..4], whole[..1]], pages);
    }

    [Fact]
    public async Task Memories_OfATriggerThatNobodyHas_AreNone() =>
        Assert.Equal("[]", await Client.GetAsync("/civic-angel/memories/nobody-remembers-this").TextAsync());

    [Fact]
    public async Task Memories_AfterTheNodeStartsAgain_AreThere()
    {
        using var data = new TemporaryDirectory();
        string before;
        await using (var first = await EmbeddedNode.StartAsync(data.Path))
        {
            await first.Client.ActivateAsync(""" "description":"dawn","gesture":"song" """);
            await first.Client.PostAsync("/civic-angel/lifecycle/advance", content: null).TextAsync();
            before = await first.Client.GetAsync("/civic-angel/memories/song").TextAsync();
        }

        await using var second = await EmbeddedNode.StartAsync(data.Path);
        Assert.Equal(before, await second.Client.GetAsync("/civic-angel/memories/song").TextAsync());
        Assert.Equal(
            """{"totalAgents":253,"emergentAgents":1,"synthesizers":36,"perspectives":216,"totalMemories":12,"currentPhase":"Breath"}""",
            await second.Client.GetAsync("/civic-angel/info").TextAsync());
    }

    private async Task RememberAsync(string symbol, string content) =>
        Assert.Equal(["emergent-1"], (await Client.ActivateAgentAsync("emergent-1", $"\"description\":\"{content}\",\"symbol\":\"{symbol}\"")).Agents());

    private static long Number(JsonNode memory) => long.Parse(memory.Text("id")["memory-".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
