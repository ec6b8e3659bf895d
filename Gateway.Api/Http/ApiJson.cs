using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Gateway.Api.Audit;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Cluster;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Health;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Gateway.Api.Models;
using InfernoOrleans.Gateway.Api.Namespaces;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>How the contract's bodies are read and written: camelCase, members in the order of declaration, nothing unknown, nothing twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(BuildBody))]
[JsonSerializable(typeof(BuildAnswer))]
[JsonSerializable(typeof(DeployModelBody))]
[JsonSerializable(typeof(DeployModelAnswer))]
[JsonSerializable(typeof(DeployAgentBody))]
[JsonSerializable(typeof(DeployServiceBody))]
[JsonSerializable(typeof(DeployTaskBody))]
[JsonSerializable(typeof(RunItem[]))]
[JsonSerializable(typeof(ExecuteBody))]
[JsonSerializable(typeof(ExecuteAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(DeploymentItem[]))]
[JsonSerializable(typeof(DeploymentDetails))]
[JsonSerializable(typeof(DeploymentStatsAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(ReplicaItem[]))]
[JsonSerializable(typeof(ScaleBody))]
[JsonSerializable(typeof(RolloutBody))]
[JsonSerializable(typeof(RollbackBody))]
[JsonSerializable(typeof(ModelVersionItem[]))]
[JsonSerializable(typeof(SiloItem[]))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(NodeBody))]
[JsonSerializable(typeof(NodeRegisteredAnswer))]
[JsonSerializable(typeof(NodeItem[]))]
[JsonSerializable(typeof(TaskBody))]
[JsonSerializable(typeof(TasksBody))]
[JsonSerializable(typeof(TaskSubmittedAnswer))]
[JsonSerializable(typeof(TasksSubmittedAnswer))]
[JsonSerializable(typeof(TaskCancelledAnswer))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(TaskItem[]))]
[JsonSerializable(typeof(ComputeStatsAnswer))]
[JsonSerializable(typeof(EventData))]
[JsonSerializable(typeof(TruncatedData))]
[JsonSerializable(typeof(ActivationBody))]
[JsonSerializable(typeof(GestureBody))]
[JsonSerializable(typeof(ActivationResult))]
[JsonSerializable(typeof(AgentItem[]))]
[JsonSerializable(typeof(BindBody))]
[JsonSerializable(typeof(TopologyAnswer))]
[JsonSerializable(typeof(AngelInfoAnswer))]
[JsonSerializable(typeof(MemoryItem[]))]
[JsonSerializable(typeof(LifecycleAnswer))]
[JsonSerializable(typeof(DreamAnswer))]
[JsonSerializable(typeof(DialogueBody))]
[JsonSerializable(typeof(DialogueTurn))]
[JsonSerializable(typeof(DialogueEnd))]
[JsonSerializable(typeof(AngelEventData))]
[JsonSerializable(typeof(NamespaceItem[]))]
[JsonSerializable(typeof(BindingItem[]))]
[JsonSerializable(typeof(NamespaceBindBody))]
[JsonSerializable(typeof(NamespaceUnmountBody))]
[JsonSerializable(typeof(NamespaceAnswer))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyCreatedAnswer))]
[JsonSerializable(typeof(KeyRevokedAnswer))]
[JsonSerializable(typeof(KeyItem[]))]
[JsonSerializable(typeof(AuditItem[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Not in an initializer, which could run before the one of Default.
    private static ApiJson? readable;

    /// <summary>
    /// For writing: text stays readable (<c>'</c> rather than <c>\u0027</c>). Escaping for HTML is not needed in a body that says it is JSON.
    /// </summary>
    public static ApiJson Readable => readable ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
