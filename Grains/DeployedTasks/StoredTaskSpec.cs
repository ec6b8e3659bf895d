using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>What each run of a deployed task is, as it lies in its row; the numbers lie beside it.</summary>
/// <param name="Work">What is done, as tasks keep it.</param>
/// <param name="Name">What the tasks are called.</param>
/// <param name="Priority">Their priority.</param>
/// <param name="Requires">What they reserve on a node.</param>
/// <param name="TimeoutMs">How long an attempt may run.</param>
/// <param name="MaxAttempts">How many attempts may fail.</param>
internal sealed record StoredTaskSpec(
    string Work, string? Name = null, long? Priority = null, TaskRequirements? Requires = null, long? TimeoutMs = null, long? MaxAttempts = null)
{
    /// <summary>Takes a task apart.</summary>
    public static (string Spec, byte[]? Input) Write(TaskSpec task)
    {
        var (work, input) = StoredWork.Write(task.Work);
        var stored = new StoredTaskSpec(work, task.Name, task.Priority, task.Requires, task.TimeoutMs, task.MaxAttempts);
        return (JsonSerializer.Serialize(stored, StoredTaskSpecJson.Default.StoredTaskSpec), input);
    }

    /// <summary>Puts it together again.</summary>
    public static TaskSpec Read(string spec, byte[]? input)
    {
        var stored = JsonSerializer.Deserialize(spec, StoredTaskSpecJson.Default.StoredTaskSpec)!;
        return new TaskSpec(
            StoredWork.Read(stored.Work, input), stored.Name, stored.Priority, stored.Requires, stored.TimeoutMs, stored.MaxAttempts);
    }
}

/// <summary>The JSON of <see cref="StoredTaskSpec"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredTaskSpec))]
internal sealed partial class StoredTaskSpecJson : JsonSerializerContext;
