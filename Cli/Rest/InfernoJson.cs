using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using InfernoOrleans.Cli.Commands;
using InfernoOrleans.Cli.Compute;
using InfernoOrleans.Cli.Demo;
using InfernoOrleans.Cli.Namespaces;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Rest;

/// <summary>How everything that is read and written looks as JSON, generated so that starting up reflects over nothing.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivationAnswer))]
[JsonSerializable(typeof(AgentItem))]
[JsonSerializable(typeof(AngelEvent))]
[JsonSerializable(typeof(AngelInfo))]
[JsonSerializable(typeof(AngelInput))]
[JsonSerializable(typeof(BindRequest))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(BuildAnswer))]
[JsonSerializable(typeof(ComputeStats))]
[JsonSerializable(typeof(DeleteAnswer))]
[JsonSerializable(typeof(DemoReport))]
[JsonSerializable(typeof(DeployAgentRequest))]
[JsonSerializable(typeof(DeployAnswer))]
[JsonSerializable(typeof(DeployRequest))]
[JsonSerializable(typeof(DeploymentInfo))]
[JsonSerializable(typeof(DialogueRequest))]
[JsonSerializable(typeof(DialogueTurn))]
[JsonSerializable(typeof(DreamAnswer))]
[JsonSerializable(typeof(ExecuteAnswer))]
[JsonSerializable(typeof(ExecuteRequest))]
[JsonSerializable(typeof(FileItem))]
[JsonSerializable(typeof(FileText))]
[JsonSerializable(typeof(IReadOnlyList<AgentItem>))]
[JsonSerializable(typeof(IReadOnlyList<AuditItem>))]
[JsonSerializable(typeof(IReadOnlyList<BindingItem>))]
[JsonSerializable(typeof(IReadOnlyList<DeploymentInfo>))]
[JsonSerializable(typeof(IReadOnlyList<FileItem>))]
[JsonSerializable(typeof(IReadOnlyList<FileText>))]
[JsonSerializable(typeof(IReadOnlyList<IdReport>))]
[JsonSerializable(typeof(IReadOnlyList<KeyItem>))]
[JsonSerializable(typeof(IReadOnlyList<MemoryItem>))]
[JsonSerializable(typeof(IReadOnlyList<ModelInfo>))]
[JsonSerializable(typeof(IReadOnlyList<NodeInfo>))]
[JsonSerializable(typeof(IReadOnlyList<RunItem>))]
[JsonSerializable(typeof(IReadOnlyList<Resource>))]
[JsonSerializable(typeof(IReadOnlyList<SiloLoad>))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(IReadOnlyList<TaskItem>))]
[JsonSerializable(typeof(LifecycleAnswer))]
[JsonSerializable(typeof(LocalProblem))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(NamespaceBindRequest))]
[JsonSerializable(typeof(NamespaceChanged))]
[JsonSerializable(typeof(NamespaceUnmountRequest))]
[JsonSerializable(typeof(NetworkSpec))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(NodeReady))]
[JsonSerializable(typeof(NodeRegistered))]
[JsonSerializable(typeof(NodeRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(NamespaceChoice))]
[JsonSerializable(typeof(RestartPolicy))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ServiceStepRequest[]))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(SubmitReport))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(TaskCancelled))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskSubmitted))]
[JsonSerializable(typeof(TasksSubmitted))]
[JsonSerializable(typeof(TopologyAnswer))]
internal sealed partial class InfernoJson : JsonSerializerContext
{
    /// <summary>For people and pipes: arrows and quotes stay as they are, since nothing here ends up in HTML.</summary>
    public static InfernoJson Readable =>
        field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
