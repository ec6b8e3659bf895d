using System.Text;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Paths that try to get out of what a process sees.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NamespacePathTests(SharedNode node)
{
    private const string Secret = "s3cret-of-the-cluster";
    private const string Network = """ "modelType":"perceptron","inputSize":2 """;

    private static readonly string[] Parts =
    [
        "..", ".", "", "%2e%2e", "%2E%2e", ".%2e", "%2e", "..%2f", "%2f", "%2F..", "%252e%252e", "%252f", "%5c", "..%5c..", "\\", "..\\..", "%00", "tmp%00",
        "%c0%ae%c0%ae", "%c0%af", "%e0%80%af", "%ff", "%", "%zz", "%u002e", "..;", "..%3b", "%20", "..%20", "%20..", "+", "~", "#ns", "%23ns", "%23models", "%23proc",
        "tmp", "self", "proc", "models", "hidden", "status", "ctl", "data", "ns", "0", "agents", "emergent-1", "n", "%ef%bc%8e%ef%bc%8e", "%ef%bc%8f", "%e2%80%ae", "%e2%81%84",
        "%f0%9f%92%a5", "%ed%a0%80", "%0d%0a", "%0aX", "%09", "%3f", "%3Fprocess=proc-1", "%26", "*", "?", "?process=", "?a=/../..", "secret", "größe", "数字", "\u202e", "\u0301",
    ];

    private HttpClient Client => node.Client;

    [Theory]
    [InlineData("/inferno/ns/tmp%2Fsecret")]
    [InlineData("/inferno/ns/%2Ftmp/secret")]
    [InlineData("/inferno/ns/self/..%2f..%2ftmp/secret")]
    [InlineData("/inferno/ns/%252e%252e/tmp")]
    [InlineData("/inferno/ns/tmp%00")]
    [InlineData("/inferno/ns/%c0%ae%c0%ae/tmp/secret")]
    [InlineData("/inferno/ns/%ff")]
    [InlineData("/inferno/ns/%25ff")]
    [InlineData("/inferno/ns/tmp%252Fsecret")]
    [InlineData("/inferno/ns/tmp%5csecret")]
    [InlineData("/inferno/ns/tmp\\secret")]
    [InlineData("/inferno/ns/%23ns/0/tmp/secret")]
    [InlineData("/inferno/ns/%e2%80%ae")]
    [InlineData("/inferno/ns/a%0d%0ab")]
    [InlineData("/inferno/ns/%20tmp/secret")]
    public async Task Path_WithAnOddEncoding_IsRefusedOrFindsNothing(string target)
    {
        await WriteSecretAsync();
        await using var connection = new PathConnection(node.Node.Url);
        foreach (var method in new[] { "GET", "PUT", "DELETE" })
        {
            var answer = await connection.SendAsync(method, target);
            Assert.InRange(answer.Status, 400, 404);
        }

        Assert.Equal(Secret, await Client.CatAsync("/tmp/secret"));
    }

    [Theory]
    [InlineData("/inferno/ns/agents/../tmp/secret", 200, "file")]
    [InlineData("/inferno/ns/agents/%2e%2e/tmp/secret", 200, "file")]
    [InlineData("/inferno/ns/./tmp//secret/", 200, "file")]
    [InlineData("/inferno/ns/%74mp/secret", 200, "file")]
    [InlineData("/inferno/ns/tmp/../../health/live", 404, null)]
    [InlineData("/inferno/ns/../../health/live", 200, null)]
    public async Task Path_WithDots_IsCleanedByTheServerBeforeItIsLookedAt(string target, int status, string? kind)
    {
        await WriteSecretAsync();
        await using var connection = new PathConnection(node.Node.Url);

        var answer = await connection.SendAsync("GET", target);

        Assert.Equal((status, kind), (answer.Status, answer.Node));
        Assert.Equal(kind is not null, answer.Body == Secret);
    }

    [Fact]
    public async Task Path_WithAPercentSignInAName_LeadsToIt()
    {
        await Client.DeployAsync("50%20off %5", Network);

        Assert.Equal("Running\n", await Client.CatAsync("/models/50%20off %5/status"));
    }

    [Fact]
    public async Task Path_OfTheGreatestLengthAndDepth_IsAnswered()
    {
        await using var connection = new PathConnection(node.Node.Url);

        Assert.Equal(404, (await connection.SendAsync("GET", "/inferno/ns" + string.Concat(Enumerable.Repeat("/a", 64)))).Status);
        Assert.Equal(400, (await connection.SendAsync("GET", "/inferno/ns" + string.Concat(Enumerable.Repeat("/a", 65)))).Status);
        Assert.Equal(400, (await connection.SendAsync("GET", "/inferno/ns/" + new string('a', 129))).Status);
        Assert.Equal(400, (await connection.SendAsync("GET", "/inferno/ns" + string.Concat(Enumerable.Repeat("/" + new string('a', 127), 33)))).Status);
        Assert.InRange((await connection.SendAsync("GET", "/inferno/ns/" + new string('a', 20_000))).Status, 400, 431);
    }

    [Fact]
    public Task Path_OfTwoThousandGeneratedOnes_NeverLeavesTheViewOfTheProcess() => TryAsync(paths: 2_000);

    /// <summary>As many as are tried without HTTP each time: <see cref="Namespaces.NamespaceIsolationTests"/>.</summary>
    [Fact, Trait("Category", "Long")]
    public Task Path_OfTenThousandGeneratedOnes_NeverLeavesTheViewOfTheProcess() => TryAsync(paths: 10_000);

    private async Task TryAsync(int paths)
    {
        await WriteSecretAsync();
        await Client.DeployAsync("hidden", Network);
        var process = (await Client.DeployAsync("watched", Network)).Replace("deploy", "proc", StringComparison.Ordinal);
        Assert.Equal(["self"], await Client.LsAsync("/", process));
        var cluster = await Client.LsAsync("/");
        var random = new Random(20260101);
        await using var connection = new PathConnection(node.Node.Url);
        var statuses = new Dictionary<int, int>();

        for (var i = 0; i < paths; i++)
        {
            var target = Target(random, process);
            var answer = await connection.SendAsync(i % 50 == 0 ? "DELETE" : i % 20 == 0 ? "PUT" : "GET", target);
            var shown = Encoding.UTF8.GetString(target);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            Assert.True(answer.Status < 500, $"{answer.Status}: {shown}: {answer.Body}");
            if (answer.Node is not null)
            {
                // What is answered there lies in the view: of what does not, there is no trace.
                Assert.False(answer.Body.Contains(Secret, StringComparison.Ordinal) || answer.Body.Contains("hidden", StringComparison.Ordinal), shown);
            }
        }

        Assert.Equal(Secret, await Client.CatAsync("/tmp/secret"));
        Assert.Equal(cluster, await Client.LsAsync("/"));
        Assert.True(
            statuses.GetValueOrDefault(200) > paths / 200 && statuses.GetValueOrDefault(400) > paths / 20 && statuses.GetValueOrDefault(404) > paths / 20,
            string.Join(' ', statuses));
    }

    private async Task WriteSecretAsync() => await Client.WriteAsync("/tmp/secret", Secret).TextAsync();

    /// <summary>A path of odd parts and random characters, with the process in its query.</summary>
    private static byte[] Target(Random random, string process)
    {
        var path = new StringBuilder("/inferno/ns");
        for (var parts = random.Next(1, 9); parts > 0; parts--)
        {
            path.Append('/').Append(random.Next(6) switch
            {
                0 => Noise(random),
                1 => Parts[random.Next(Parts.Length)] + Parts[random.Next(Parts.Length)],
                _ => Parts[random.Next(Parts.Length)],
            });
        }

        // A question mark among the parts begins the query; the process goes to its end then.
        var text = path.ToString();
        return Encoding.UTF8.GetBytes($"{text}{(text.Contains('?', StringComparison.Ordinal) ? '&' : '?')}process={process}");
    }

    private static string Noise(Random random)
    {
        var noise = new StringBuilder();
        for (var length = random.Next(1, 200); length > 0; length--)
        {
            noise.Append(random.Next(4) switch
            {
                0 => $"%{random.Next(256):x2}",
                1 => Uri.EscapeDataString(new Rune(random.Next(0x20, 0xD800)).ToString()),
                _ => ((char)random.Next('!', '~')).ToString().Replace("#", "%23", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal),
            });
        }

        return noise.ToString();
    }
}
