using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Reads a number of replicas: <c>3</c>, or <c>{"min":1,"max":8}</c>.</summary>
internal static class ReplicaCount
{
    /// <returns>The range; null for null. Whether the numbers are allowed is for the cluster to say.</returns>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static ReplicaRange? Parse(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt32(out var count) => new ReplicaRange(count, count),
        JsonValueKind.Object when Bound(value, "min") is { } min && Bound(value, "max") is { } max && value.EnumerateObject().Count() == 2 =>
            new ReplicaRange(min, max),
        _ => throw RefusedException.Invalid("replicas", "replicas must be a whole number, or {\"min\":…,\"max\":…} with two whole numbers."),
    };

    private static int? Bound(JsonElement range, string name) =>
        range.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number && bound.TryGetInt32(out var number) ? number : null;
}
