using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Answers as they went over the wire, and what every refusal has in common.</summary>
internal static class Answers
{
    private static readonly string[] problemMembers = ["type", "title", "status", "detail", "success", "error"];

    /// <summary>The text of an answer that must have that status.</summary>
    public static async Task<string> TextAsync(this Task<HttpResponseMessage> answering, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return text;
    }

    /// <summary>Checks that an answer is a whole problem document of that status, and that it names the field at fault.</summary>
    public static async Task<string> ProblemAsync(this Task<HttpResponseMessage> answering, int status, string? field = null)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(JsonNode.Parse(text)!["requestId"]!.GetValue<string>(), Assert.Single(answer.Headers.GetValues("X-Request-Id")));
        return CheckProblem(text, status, field);
    }

    /// <summary>Checks the text of a problem document.</summary>
    /// <returns>Its detail.</returns>
    public static string CheckProblem(string text, int status, string? field = null)
    {
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(problemMembers, problem.Select(member => member.Key).Take(problemMembers.Length));
        Assert.Equal("about:blank", problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.False(problem["success"]!.GetValue<bool>());
        var detail = problem["detail"]!.GetValue<string>();
        Assert.Equal(detail, problem["error"]!.GetValue<string>());
        Assert.EndsWith(".", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".cs", text, StringComparison.Ordinal);
        Assert.Equal(field, problem["field"]?.GetValue<string>());
        if (field is not null)
        {
            Assert.Contains(field, detail, StringComparison.Ordinal);
        }

        return detail;
    }

    /// <summary>Deploys a network of which the rest of the JSON is given.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> DeployAsync(this HttpClient client, string name, string network)
    {
        var answer = await client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"{{name}}",{{network}}}""").ReadAsync();
        return answer["deploymentId"]!.GetValue<string>();
    }

    /// <summary>Executes rows.</summary>
    /// <returns>The numbers of the result as they are spelled.</returns>
    public static async Task<string[]> ExecuteAsync(this HttpClient client, string idOrName, string rows)
    {
        var answer = await client.PostJsonAsync($"/inferno/execute/{idOrName}", $$"""{"data":{{rows}}}""").ReadAsync();
        return [.. answer["result"]!.AsArray().Select(number => number!.ToJsonString())];
    }

    public static HttpRequestMessage Json(HttpMethod method, string path, string? body, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return request;
    }
}
