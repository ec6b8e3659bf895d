using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What tests of tasks and compute nodes ask for.</summary>
internal static class ComputeRequests
{
    /// <summary>Submits a task of which the rest of the JSON is given.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> SubmitAsync(this HttpClient client, string task)
    {
        var answer = await client.PostJsonAsync("/inferno/compute/tasks", $$"""{{{task}}}""").ReadAsync();
        return answer["taskId"]!.GetValue<string>();
    }

    /// <summary>Submits tasks, which are given as JSON objects.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<string[]> SubmitBatchAsync(this HttpClient client, params string[] tasks)
    {
        var answer = await client.PostJsonAsync("/inferno/compute/tasks/batch", $$"""{"tasks":[{{string.Join(',', tasks)}}]}""").ReadAsync();
        return [.. answer["taskIds"]!.AsArray().Select(id => id!.GetValue<string>())];
    }

    /// <summary>Waits for a task to end.</summary>
    public static Task<JsonNode> EndAsync(this HttpClient client, string task) => client.GetAsync($"/inferno/compute/tasks/{task}?wait=60").ReadAsync();

    /// <summary>The result of a task that must complete, its numbers as they are spelled.</summary>
    public static async Task<string[]> ResultAsync(this HttpClient client, string task)
    {
        var ended = await client.EndAsync(await client.SubmitAsync(task));
        Assert.True(ended["success"]!.GetValue<bool>(), ended.ToJsonString());
        return [.. ended["resultData"]!.AsArray().Select(number => number!.ToJsonString())];
    }

    /// <summary>What is known of a task that must not have ended.</summary>
    public static Task<JsonNode> UnendedAsync(this HttpClient client, string task) =>
        client.GetAsync($"/inferno/compute/tasks/{task}").ReadAsync(HttpStatusCode.Accepted);

    /// <summary>Registers a node with a label <c>zone</c>, which is the node's id, so that a task can be made to wait for it.</summary>
    public static async Task RegisterNodeAsync(this HttpClient client, string id, string more = "") =>
        await client.PostJsonAsync(
            "/inferno/compute/nodes",
            $$"""{"id":"{{id}}","hostname":"{{id}}.invalid","port":9000,"capabilities":{"cpuCores":1,"memoryGB":0.25},"labels":{"zone":"{{id}}"}{{more}}}""").TextAsync();

    /// <summary>A field of a task that only the node of that name can run.</summary>
    public static string OnlyOn(string node) => $$$""" "requires":{"labels":{"zone":"{{{node}}}"}} """;

    /// <summary>A text member.</summary>
    public static string Text(this JsonNode node, string member) => node[member]!.GetValue<string>();
}
