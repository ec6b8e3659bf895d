using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What tests of the Civic Angel ask for.</summary>
internal static class AngelRequests
{
    /// <summary>Activates agents with a body of which the fields are given.</summary>
    public static Task<JsonNode> ActivateAsync(this HttpClient client, string fields) =>
        client.PostJsonAsync("/civic-angel/activate", $$"""{{{fields}}}""").ReadAsync();

    /// <summary>Activates one agent.</summary>
    public static Task<JsonNode> ActivateAgentAsync(this HttpClient client, string agent, string fields) =>
        client.PostJsonAsync($"/civic-angel/agents/{agent}/activate", $$"""{{{fields}}}""").ReadAsync();

    /// <summary>How much all agents remember.</summary>
    public static async Task<long> MemoriesAsync(this HttpClient client) =>
        (await client.GetAsync("/civic-angel/info").ReadAsync())["totalMemories"]!.GetValue<long>();

    /// <summary>The present phase.</summary>
    public static async Task<string> PhaseAsync(this HttpClient client) => (await client.GetAsync("/civic-angel/lifecycle").ReadAsync()).Text("currentPhase");

    /// <summary>What is remembered by a trigger.</summary>
    public static async Task<JsonNode[]> RecallAsync(this HttpClient client, string trigger) =>
        [.. (await client.GetAsync($"/civic-angel/memories/{Uri.EscapeDataString(trigger)}").ReadAsync()).AsArray().Select(memory => memory!)];

    /// <summary>The answers of an activation.</summary>
    public static JsonNode[] Responses(this JsonNode answer) => [.. answer["responses"]!.AsArray().Select(response => response!)];

    /// <summary>Who answered, in order.</summary>
    public static string[] Agents(this JsonNode answer) => [.. answer.Responses().Select(response => response.Text("agentId"))];

    /// <summary>A member that is a list of texts.</summary>
    public static string[] Texts(this JsonNode node, string member) => [.. node[member]!.AsArray().Select(text => text!.GetValue<string>())];

    /// <summary>The names of the members, in order.</summary>
    public static string[] Members(this JsonNode node) => [.. node.AsObject().Select(member => member.Key)];

    /// <summary>How many memories answers leave: one for each trigger of each.</summary>
    public static int Remembered(this JsonNode answer) => answer.Responses().Sum(response => response.Texts("memoryTriggers").Length);
}
