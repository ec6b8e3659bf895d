using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>What a task reserves on its node, in one canonical form: tasks that need the same wait in the same queue.</summary>
internal sealed class TaskNeeds
{
    /// <summary>What a GB is in requirements and capabilities.</summary>
    public const double BytesPerGB = 1L << 30;

    /// <summary>Nothing but a slot.</summary>
    public static TaskNeeds None { get; } = new(new TaskRequirements());

    private TaskNeeds(TaskRequirements requirements)
    {
        CpuCores = requirements.CpuCores ?? 0;
        MemoryBytes = (long)((requirements.MemoryGB ?? 0) * BytesPerGB);
        Gpu = requirements.Gpu ?? false;
        Labels = requirements.Labels is { Count: > 0 } labels ? new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal) : [];
        var isNothing = CpuCores == 0 && MemoryBytes == 0 && !Gpu && Labels.Count == 0;
        Text = isNothing
            ? string.Empty
            : JsonSerializer.Serialize(
                new TaskRequirements(
                    Gpu ? true : null, CpuCores > 0 ? CpuCores : null, MemoryBytes > 0 ? requirements.MemoryGB : null, Labels.Count > 0 ? Labels : null),
                TaskNeedsJson.Default.TaskRequirements);
    }

    /// <summary>The canonical text; empty for nothing.</summary>
    public string Text { get; }

    public double CpuCores { get; }

    public long MemoryBytes { get; }

    /// <summary>Whether it takes more from its node than a slot.</summary>
    public bool Reserves => CpuCores > 0 || MemoryBytes > 0;

    public bool Gpu { get; }

    public SortedDictionary<string, string> Labels { get; }

    /// <summary>What a client asked for.</summary>
    public static TaskNeeds Of(TaskRequirements? requirements) => requirements is null ? None : new TaskNeeds(requirements);

    /// <summary>Reads a canonical text.</summary>
    public static TaskNeeds Parse(string text) =>
        text.Length == 0 ? None : new TaskNeeds(JsonSerializer.Deserialize(text, TaskNeedsJson.Default.TaskRequirements)!);
}

/// <summary>The JSON of <see cref="TaskNeeds"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TaskRequirements))]
internal sealed partial class TaskNeedsJson : JsonSerializerContext;
