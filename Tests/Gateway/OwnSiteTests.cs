using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What a browser sends on behalf of pages from elsewhere.</summary>
[Collection(RefusingTests.Name)]
public sealed class OwnSiteTests(RefusingNode node)
{
    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Import_ByAPageOfAnotherSite_IsForbiddenAndChangesNothing(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inferno/models?name=planted")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(SafetensorsFile.Tiny()), "file", "planted.safetensors" } },
        };
        request.Headers.Add(header, value);
        var problem = await node.Client.SendAsync(request).ReadAsync(HttpStatusCode.Forbidden);
        Assert.False((bool)problem["success"]!);
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_OfAPageOfThisSite_IsAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/inferno/stats");
        request.Headers.Add("Origin", node.Url.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        await node.Client.SendAsync(request).ReadAsync();
    }

    [Fact]
    public async Task Delete_ByName_IsRefusedSinceRepeatingItWouldEndAnother()
    {
        var problem = await node.Client.DeleteAsync("/inferno/deployments/four").ReadAsync(HttpStatusCode.NotFound);
        Assert.Contains("by its id", (string)problem["error"]!, StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }
}
