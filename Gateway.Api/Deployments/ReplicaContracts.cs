using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>How many loaded copies a deployment is to have.</summary>
/// <param name="Replicas">A number, or <c>{"min":1,"max":8}</c> for as many as the load asks for.</param>
internal sealed record ScaleBody(JsonElement? Replicas = null);

/// <summary>What a deployment is to serve instead. What is left out stays.</summary>
/// <param name="ModelId">A registered model: <c>digits</c>, <c>digits@2</c>, <c>digits@latest</c>.</param>
/// <param name="Dtype">How the weights are held in memory: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
internal sealed record RolloutBody(string? ModelId = null, string? Dtype = null);

/// <summary>Which revision to serve again.</summary>
/// <param name="Revision">Its number; the one before the present one when absent.</param>
internal sealed record RollbackBody(int? Revision = null);

/// <summary>A loaded copy of a deployment.</summary>
/// <param name="Id">Its id, <c>deploy-1/r3/0</c>.</param>
/// <param name="State"><c>Warming</c>, <c>Ready</c> or <c>Draining</c>.</param>
/// <param name="Silo">Where it was seen last; null when it was not seen yet.</param>
/// <param name="ModelVersion">What it serves.</param>
/// <param name="Dtype">How its weights are held in memory.</param>
internal sealed record ReplicaItem(string Id, ReplicaState State, string? Silo, string ModelVersion, string Dtype)
{
    public static ReplicaItem From(ReplicaInfo info) => new(info.Id.ToString(), info.State, info.Silo, info.ModelVersion, info.DType);
}
