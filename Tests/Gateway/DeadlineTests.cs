using System.Globalization;
using System.Net;
using System.Text;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Deadlines that pass at every moment of a deploy.</summary>
public sealed class DeadlineTests(SharedNode node) : IClassFixture<SharedNode>
{
    private const string Body =
        """{"name":"late","modelType":"feedforward","inputSize":512,"hiddenSizes":[1024,1024],"outputSize":16,"seed":1}""";

    [Fact]
    public async Task Deploy_WhereverItsDeadlinePasses_IsAnsweredWithADeploymentOrA504()
    {
        var random = new Random(4);
        var answers = new List<HttpStatusCode>();
        foreach (var _ in Enumerable.Range(0, 20))
        {
            answers.AddRange(await Task.WhenAll(DeployAsync(random.Next(1, 120)), DeployAsync(random.Next(1, 120))));
        }

        Assert.All(answers, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.GatewayTimeout }));
        Assert.Contains(HttpStatusCode.GatewayTimeout, answers);

        // An unhindered one still goes through.
        Assert.Equal(HttpStatusCode.OK, await DeployAsync(60_000));
    }

    private async Task<HttpStatusCode> DeployAsync(int milliseconds)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inferno/deploy/model")
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Inferno-Timeout-Ms", milliseconds.ToString(CultureInfo.InvariantCulture));
        using var answer = await node.Client.SendAsync(request);
        Assert.Contains(
            answer.IsSuccessStatusCode ? "deploymentId" : "\"success\":false", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return answer.StatusCode;
    }
}
