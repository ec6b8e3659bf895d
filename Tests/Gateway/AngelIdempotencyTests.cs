using System.Net;
using Dapper;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Requests to the Civic Angel that are sent more than once.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelIdempotencyTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    /// <summary>Path, body.</summary>
    public static TheoryData<string, string> Requests => new()
    {
        { "/civic-angel/activate", """{"description":"emergent dawn","gesture":"mirror","depth":1}""" },
        { "/civic-angel/gesture", """{"gesture":"flame","description":"dawn"}""" },
        { "/civic-angel/agents/perspective-9/activate", """{"description":"dawn"}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Activation_RepeatedWithItsKey_GivesTheFirstAnswerAndIsRememberedOnce(string path, string body)
    {
        var key = Guid.NewGuid().ToString();
        var first = await SendAsync(path, body, key).TextAsync();
        var memories = await Client.MemoriesAsync();

        Assert.Equal(first, await SendAsync(path, body, key).TextAsync());
        Assert.Equal(memories, await Client.MemoriesAsync());
        await SendAsync(path, body, key: null).TextAsync();
        Assert.True(memories < await Client.MemoriesAsync());
    }

    [Fact]
    public async Task Key_OfAnotherRequest_IsAConflictThatIsNotRemembered()
    {
        var key = Guid.NewGuid().ToString();
        await SendAsync("/civic-angel/activate", """{"description":"dawn","gesture":"mirror"}""", key).TextAsync();
        var info = await Client.GetAsync("/civic-angel/info").TextAsync();

        await SendAsync("/civic-angel/activate", """{"description":"dusk","gesture":"mirror"}""", key).ProblemAsync(409);
        await SendAsync("/civic-angel/gesture", """{"description":"dawn","gesture":"mirror"}""", key).ProblemAsync(409);
        await SendAsync("/civic-angel/agents/perspective-9/activate", """{"description":"dawn","gesture":"mirror"}""", key).ProblemAsync(409);
        await SendAsync("/civic-angel/lifecycle/advance", "", key).ProblemAsync(409);

        Assert.Equal(info, await Client.GetAsync("/civic-angel/info").TextAsync());
    }

    [Fact]
    public async Task Activation_EightTimesAtOnceWithOneKey_IsRememberedOnce()
    {
        var key = Guid.NewGuid().ToString();
        var before = await Client.MemoriesAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            SendAsync("/civic-angel/activate", """{"description":"dawn","gesture":"song"}""", key)));

        Assert.Equal(before + 12, await Client.MemoriesAsync());
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var texts = new HashSet<string>();
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                texts.Add(await Task.FromResult(answer).TextAsync());
            }
            else
            {
                await Task.FromResult(answer).ProblemAsync(409);
            }
        }

        Assert.Single(texts);
    }

    [Fact]
    public async Task Key_ThatIsNoLongerKept_IsOfANewRequestThatIsRememberedToo()
    {
        const string Body = """{"description":"dawn","gesture":"song"}""";
        var key = Guid.NewGuid().ToString();
        using var data = new TemporaryDirectory();
        await using (var first = await EmbeddedNode.StartAsync(data.Path))
        {
            await SendAsync("/civic-angel/activate", Body, key, first.Client).TextAsync();
            Assert.Equal(12, await first.Client.MemoriesAsync());
        }

        await using (var store = LocalStore.Open(new StorageOptions { DataDirectory = data.Path }, TimeProvider.System, NullLoggerFactory.Instance))
        {
            await store.Database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync("UPDATE idempotency_keys SET created = 0", transaction: transaction), CancellationToken.None);
        }

        await using var second = await EmbeddedNode.StartAsync(data.Path);
        await SendAsync("/civic-angel/activate", Body, key, second.Client).TextAsync();
        Assert.Equal(24, await second.Client.MemoriesAsync());
    }

    [Fact]
    public async Task Activation_ThatWasRefused_DoesNotUseTheKeyUp()
    {
        var key = Guid.NewGuid().ToString();
        await SendAsync("/civic-angel/activate", """{"description":"dawn","depth":9}""", key).ProblemAsync(400, "depth");

        await SendAsync("/civic-angel/activate", """{"description":"dawn","depth":0}""", key).TextAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body, string? key, HttpClient? client = null)
    {
        using var request = Answers.Json(HttpMethod.Post, path, body, key is null ? [] : [("Idempotency-Key", key)]);
        return await (client ?? Client).SendAsync(request);
    }
}
