using System.Text.RegularExpressions;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

/// <summary>A node that asks for keys, and one of each kind.</summary>
public sealed partial class KeyedNode : IAsyncLifetime
{
    /// <summary>A site whose pages may ask.</summary>
    public const string AllowedOrigin = "https://console.example.com";

    private readonly TemporaryDirectory data = new();
    private EmbeddedNode? node;

    public Uri Url => node!.Url;

    public string Errors => node!.Process.Errors;

    public string Admin { get; private set; } = string.Empty;

    public string Operator { get; private set; } = string.Empty;

    public string Reader { get; private set; } = string.Empty;

    /// <summary>That of an admin, which is revoked.</summary>
    public string Revoked { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        node = await EmbeddedNode.StartAsync(data.Path, "--Keys:Required=true", $"--Gateway:AllowedOrigins:0={AllowedOrigin}");
        Admin = await PrintedKeyAsync(node.Process);
        Operator = await CreateAsync("operator", "operator");
        Reader = await CreateAsync("reader", "reader");
        Revoked = await CreateAsync("revoked", "admin");
        await SendAsync(HttpMethod.Delete, "/inferno/keys/revoked", Admin).ReadAsync();
    }

    public async Task DisposeAsync()
    {
        await node!.DisposeAsync();
        data.Dispose();
    }

    /// <summary>Sends a request with a key, or without.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? key, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = Tests.Gateway.Answers.Json(method, path, body, headers);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        // What listens to events has an answer that does not end.
        return await node!.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Creates a key.</summary>
    public async Task<string> CreateAsync(string name, string role) => (string)(await SendAsync(
        HttpMethod.Post, "/inferno/keys", Admin, $$"""{"name":"{{name}}","role":"{{role}}"}""").ReadAsync())["key"]!;

    /// <summary>The one key that a process has printed.</summary>
    public static async Task<string> PrintedKeyAsync(ProgramProcess process)
    {
        await Eventually.UntilAsync(() => Task.FromResult(Key().IsMatch(process.Errors)));
        return Assert.Single(Key().Matches(process.Errors)).Value;
    }

    /// <summary>What looks like a key.</summary>
    [GeneratedRegex("inferno_[A-Za-z0-9_-]{43}")]
    public static partial Regex Key();
}

/// <summary>Tests on that node, one after another, since some look at all of its state.</summary>
[CollectionDefinition(Name)]
public sealed class KeyedTests : ICollectionFixture<KeyedNode>
{
    public const string Name = "A node that asks for keys";
}
