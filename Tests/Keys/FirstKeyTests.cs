using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

/// <summary>One data folder over several starts.</summary>
public sealed class FirstKeyTests
{
    [Fact]
    public async Task Node_StartedAgainAndAgain_PrintsAKeyOnlyWhereNobodyHasOne()
    {
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "ops.key");
        const string Given = "a-key-that-an-operator-has-chosen-by-chance";
        await File.WriteAllTextAsync(file, Given + "\n");
        string[] required = ["--Keys:Required=true", "--Logging:Console:FormatterName=json"];
        string[] given = [.. required, "--Keys:Given:ops:Role=admin", $"--Keys:Given:ops:File={file}"];

        string first;
        await using (var node = await EmbeddedNode.StartAsync(data.Path, required))
        {
            first = await KeyedNode.PrintedKeyAsync(node.Process);
            await StopAsync(node, first, "/inferno/keys/nobody", expected: 404);
            Assert.Single(KeyedNode.Key().Matches(node.Process.Errors));
        }

        // What a node that stopped was about to write to its audit log is there.
        await using (var node = await EmbeddedNode.StartAsync(data.Path, required))
        {
            var entry = Assert.Single((await SendAsync(node, HttpMethod.Get, "/inferno/audit", first).ReadAsync()).AsArray())!;
            Assert.Equal("key-1 /inferno/keys/nobody 404", $"{entry["principal"]} {entry["path"]} {entry["status"]}");
            await StopAsync(node, first, "/inferno/keys/key-1", expected: 409);
            Assert.DoesNotMatch(KeyedNode.Key(), node.Process.Errors);
        }

        // Where an admin key is given, the last one that is stored may go.
        await using (var node = await EmbeddedNode.StartAsync(data.Path, given))
        {
            var keys = (await SendAsync(node, HttpMethod.Get, "/inferno/keys", Given).ReadAsync()).AsArray();
            Assert.Equal(["given:ops configured", "key-1 created"], keys.Select(key => $"{key!["id"]} {key["source"]}"));
            await SendAsync(node, HttpMethod.Delete, "/inferno/keys/ops", Given).ProblemAsync(409);
            await SendAsync(node, HttpMethod.Delete, "/inferno/keys/given:ops", Given).ProblemAsync(409);
            await StopAsync(node, Given, "/inferno/keys/key-1", expected: 200);
            Assert.DoesNotMatch(KeyedNode.Key(), node.Process.Errors);
            Assert.DoesNotContain(Given, node.Process.Errors, StringComparison.Ordinal);
        }

        // And where nobody has one any more, there is another first one.
        await using (var node = await EmbeddedNode.StartAsync(data.Path, required))
        {
            var next = await KeyedNode.PrintedKeyAsync(node.Process);
            Assert.NotEqual(first, next);
            await SendAsync(node, HttpMethod.Get, "/inferno/keys", first).ProblemAsync(401);
            await StopAsync(node, next, "/inferno/keys/key-1", expected: 200);
            Assert.Single(KeyedNode.Key().Matches(node.Process.Errors));
        }
    }

    /// <summary>Asks to revoke a key and stops the node at once.</summary>
    private static async Task StopAsync(EmbeddedNode node, string key, string path, int expected)
    {
        using (var answer = await SendAsync(node, HttpMethod.Delete, path, key))
        {
            Assert.Equal(expected, (int)answer.StatusCode);
        }

        Assert.Equal(0, await node.Process.StopAsync());
    }

    private static async Task<HttpResponseMessage> SendAsync(EmbeddedNode node, HttpMethod method, string path, string key)
    {
        using var request = Answers.Json(method, path, body: null, ("Authorization", $"Bearer {key}"));
        return await node.Client.SendAsync(request);
    }
}
