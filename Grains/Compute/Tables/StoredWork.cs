using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>How the work of a task lies in its row: what to do as JSON, the numbers beside it as little-endian 32-bit floats.</summary>
/// <param name="Type"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="ModelId">inference: a deployment's id or a model version.</param>
/// <param name="Operation">tensor: the operation.</param>
/// <param name="Shapes">tensor: the shapes of the operands, which lie one after another in the input.</param>
/// <param name="Factor">tensor: the factor of scale.</param>
/// <param name="Axis">tensor: the axis.</param>
/// <param name="Operations">data: the steps.</param>
/// <param name="Activation">agent: what agents are to answer, but for its data, which is the input.</param>
internal sealed record StoredWork(
    string Type,
    string? ModelId = null,
    string? Operation = null,
    IReadOnlyList<IReadOnlyList<long>>? Shapes = null,
    double? Factor = null,
    int? Axis = null,
    IReadOnlyList<DataStep>? Operations = null,
    ActivationInput? Activation = null)
{
    /// <summary>Takes work apart.</summary>
    public static (string Work, byte[]? Input) Write(TaskWork work)
    {
        var stored = new StoredWork(
            work.Type!, work.ModelId, work.Operation, work.Tensors?.Select(tensor => tensor.Shape).ToArray(), work.Factor, work.Axis, work.Operations,
            work.Input is { } asked ? asked with { Data = null } : null);
        var input = work.Tensors is { } tensors ? Join(tensors) : (work.Input?.Data ?? work.Data)?.ToArray();
        return (JsonSerializer.Serialize(stored, StoredWorkJson.Default.StoredWork), input);
    }

    /// <summary>Puts work together again.</summary>
    public static TaskWork Read(string work, byte[]? input)
    {
        var stored = JsonSerializer.Deserialize(work, StoredWorkJson.Default.StoredWork)!;

        // Without the cast no input would be one of no bytes.
        var data = input is null ? (ReadOnlyMemory<byte>?)null : input;
        return stored.Activation is { } asked ? new TaskWork(stored.Type, Input: asked with { Data = data })
            : stored.Shapes is { } shapes ? new TaskWork(stored.Type, null, stored.ModelId, stored.Operation, Split(shapes, input), stored.Factor, stored.Axis, stored.Operations)
            : new TaskWork(stored.Type, data, stored.ModelId, stored.Operation, null, stored.Factor, stored.Axis, stored.Operations);
    }

    private static byte[] Join(IReadOnlyList<TaskTensor> tensors)
    {
        var joined = new byte[tensors.Sum(tensor => tensor.Data.Length)];
        var at = 0;
        foreach (var tensor in tensors)
        {
            tensor.Data.Span.CopyTo(joined.AsSpan(at));
            at += tensor.Data.Length;
        }

        return joined;
    }

    private static TaskTensor[] Split(IReadOnlyList<IReadOnlyList<long>> shapes, byte[]? input)
    {
        var tensors = new TaskTensor[shapes.Count];
        var at = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var length = (int)shapes[i].Aggregate(1L, (product, extent) => product * extent) * sizeof(float);
            tensors[i] = new TaskTensor(shapes[i], input.AsMemory(at, length));
            at += length;
        }

        return tensors;
    }
}

/// <summary>The JSON of <see cref="StoredWork"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredWork))]
internal sealed partial class StoredWorkJson : JsonSerializerContext;
