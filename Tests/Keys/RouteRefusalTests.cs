using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

/// <summary>Every route of the gateway, refused in every way.</summary>
[Collection(KeyedTests.Name)]
public sealed class RouteRefusalTests(KeyedNode node)
{
    private static readonly string[] Looks = ["/inferno/stats", "/inferno/deployments", "/inferno/models", "/inferno/compute/tasks", "/inferno/ns/tmp", "/inferno/ns?bindings=true", "/civic-angel/info", "/civic-angel/lifecycle"];

    [Theory]
    [InlineData("no key", 401)]
    [InlineData("wrong key", 401)]
    [InlineData("revoked key", 401)]
    [InlineData("too low a role", 403)]
    [InlineData("foreign Origin", 403)]
    [InlineData("foreign Host", 400)]
    public async Task Route_OfTheTable_RefusesAndChangesNothing(string way, int status)
    {
        var before = await StateAsync();
        var routes = await RouteTable.ReadAsync();
        var wrong = new List<string>();
        foreach (var route in way == "too low a role" ? routes.Where(route => route.Role > Role.Reader) : routes)
        {
            // Whoever asks from this machine is told how the node is.
            var expected = status == 401 && route.Path.StartsWith("/health", StringComparison.Ordinal) ? 200 : status;
            using var answer = await SendAsync(route, way);
            if ((int)answer.StatusCode != expected)
            {
                wrong.Add($"{route}: {(int)answer.StatusCode}");
            }
            else if (expected >= 400 && route.Method != "HEAD")
            {
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                Assert.Equal(status, (int)problem["status"]!);
                Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.Count > 0);
            }
        }

        Assert.Empty(wrong);
        Assert.True(routes.Count > 70, $"{routes.Count} routes");
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Route_OfTheTable_TakesItsRoleFromAPageOfAnAllowedSite()
    {
        // Not those that change something: the others suffice to show that it is the key and the site that are refused above.
        foreach (var route in (await RouteTable.ReadAsync()).Where(route => route.Method == "GET"))
        {
            var key = route.Role switch { Role.Reader => node.Reader, Role.Operator => node.Operator, _ => node.Admin };
            using var answer = await node.SendAsync(HttpMethod.Get, route.Path, key, body: null, ("Origin", KeyedNode.AllowedOrigin));

            Assert.False(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{route}: {answer.StatusCode}");
            Assert.Equal(KeyedNode.AllowedOrigin, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        }
    }

    private Task<HttpResponseMessage> SendAsync(RouteRequest route, string way)
    {
        var (key, headers) = way switch
        {
            "no key" => (null, []),
            "wrong key" => (new string('k', 43), []),
            "revoked key" => (node.Revoked, []),
            "too low a role" => (route.Role == Role.Admin ? node.Operator : node.Reader, []),
            "foreign Origin" => (node.Admin, [("Origin", "https://evil.example")]),
            _ => (node.Admin, new[] { ("Host", "evil.example") }),
        };
        return node.SendAsync(new HttpMethod(route.Method), route.Path, key, route.Body, headers);
    }

    private async Task<string> StateAsync()
    {
        var lines = new List<string>();
        foreach (var path in Looks)
        {
            lines.Add(await node.SendAsync(HttpMethod.Get, path, node.Admin).TextAsync());
        }

        var keys = (await node.SendAsync(HttpMethod.Get, "/inferno/keys", node.Admin).ReadAsync()).AsArray();
        lines.AddRange(keys.Select(key => $"{key!["id"]} {key["revoked"]}"));
        var nodes = (await node.SendAsync(HttpMethod.Get, "/inferno/compute/nodes", node.Admin).ReadAsync()).AsArray();
        lines.AddRange(nodes.Select(one => $"{one!["id"]} {one["status"]}"));
        return string.Join('\n', lines);
    }
}
