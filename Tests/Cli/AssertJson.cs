using System.Text.Json.Nodes;

namespace InfernoOrleans.Tests.Cli;

internal static class AssertJson
{
    /// <summary>Compares values, not their spelling or the order of members.</summary>
    public static void Equal(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected {expected}\nbut was  {actual}");
}
