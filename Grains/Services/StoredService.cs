using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Services;

/// <summary>The steps of a service as they lie in their row: each with the numbers that a row has after it.</summary>
internal sealed record StoredService(IReadOnlyList<StoredStep> Steps)
{
    public static string Write(ServicePlan plan) => JsonSerializer.Serialize(
        new StoredService([.. plan.Steps.Select(step => new StoredStep(step.Step, step.Size))]), StoredServiceJson.Default.StoredService);

    public static StoredService Read(string steps) => JsonSerializer.Deserialize(steps, StoredServiceJson.Default.StoredService)!;

    public IReadOnlyList<ServiceStep> ToSteps() => [.. Steps.Select(stored => stored.Step)];

    /// <summary>The plan that was stored.</summary>
    public ServicePlan ToPlan(int inputSize) => ServicePlan.Of(
        ToSteps(),
        inputSize,
        index => new RowSizes(index == 0 ? inputSize : Steps[index - 1].Size, Steps[index].Size),
        new ServiceOptions { MaxSteps = int.MaxValue, MaxRowSize = int.MaxValue },
        mostOperations: int.MaxValue);
}

/// <summary>A step of a stored service.</summary>
internal sealed record StoredStep(ServiceStep Step, int Size);

/// <summary>The JSON of <see cref="StoredService"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredService))]
internal sealed partial class StoredServiceJson : JsonSerializerContext;
