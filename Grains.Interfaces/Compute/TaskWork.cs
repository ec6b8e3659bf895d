using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What a task is to do, as its sender said it; which fields count depends on the type.</summary>
/// <param name="Type"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Data">
/// The numbers of an <c>inference</c> or <c>data</c> task: little-endian 32-bit floats. Null: none were given. The sender must not change
/// them afterwards.
/// </param>
/// <param name="ModelId">inference: a deployment (<c>deploy-1</c>) or a registered model (<c>digits@2</c>).</param>
/// <param name="Operation">tensor: what to do with the tensors.</param>
/// <param name="Tensors">tensor: the operands.</param>
/// <param name="Factor">tensor: the factor of <c>scale</c>.</param>
/// <param name="Axis">tensor: the axis of <c>sum</c>, <c>mean</c> and <c>softmax</c>, negative ones counted from the last.</param>
/// <param name="Operations">data: the steps of the pipeline, in order; null where none are given.</param>
/// <param name="Input">agent: what agents are to answer.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-work")]
public sealed record TaskWork(
    [property: Id(0)] string? Type,
    [property: Id(1)] ReadOnlyMemory<byte>? Data = null,
    [property: Id(2)] string? ModelId = null,
    [property: Id(3)] string? Operation = null,
    [property: Id(4)] IReadOnlyList<TaskTensor>? Tensors = null,
    [property: Id(5)] double? Factor = null,
    [property: Id(6)] int? Axis = null,
    [property: Id(7)] IReadOnlyList<DataStep>? Operations = null,
    [property: Id(8)] ActivationInput? Input = null);
