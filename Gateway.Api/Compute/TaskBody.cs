using InfernoOrleans.Gateway.Api.CivicAngel;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>A task to run. Which fields count depends on its type.</summary>
/// <param name="Name">What to call it; need not be unique.</param>
/// <param name="TaskType"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Data">inference: rows of numbers, one after another. data: the numbers that the pipeline begins with.</param>
/// <param name="Operation">
/// tensor: <c>add</c>, <c>multiply</c>, <c>matmul</c>, <c>transpose</c>, <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>, <c>softmax</c>, <c>sum</c>,
/// <c>mean</c> or <c>scale</c>.
/// </param>
/// <param name="Tensors">tensor: the operands.</param>
/// <param name="Factor">tensor: the factor of <c>scale</c>.</param>
/// <param name="Axis">tensor: the axis of <c>sum</c>, <c>mean</c> and <c>softmax</c>, negative ones counted from the last.</param>
/// <param name="Operations">
/// data: the steps of the pipeline; a step that needs no number may be just its name, <c>"abs"</c>. Without any, the numbers are doubled.
/// </param>
/// <param name="ModelId">inference: a deployment (<c>deploy-1</c>) or a registered model (<c>digits@2</c>).</param>
/// <param name="Input">agent: what agents are to answer, as for <c>/civic-angel/activate</c>.</param>
/// <param name="Priority">-10 to 10 (default 0); higher ones go first, and waiting for a minute counts as much as one step.</param>
/// <param name="Requires">What a node must have left for it; it is reserved while the task is there.</param>
/// <param name="TimeoutMs">How long one attempt may run, in milliseconds.</param>
/// <param name="MaxAttempts">How many attempts may fail, 1 to 10 (default 3).</param>
/// <param name="DependsOn">The tasks that must complete first: ids, or keys of other tasks of the same batch.</param>
/// <param name="Key">In a batch: what its other tasks call this one in <c>dependsOn</c>.</param>
internal sealed record TaskBody(
    string? Name,
    string? TaskType,
    IReadOnlyList<float>? Data,
    string? Operation,
    IReadOnlyList<TensorBody>? Tensors,
    double? Factor,
    int? Axis,
    IReadOnlyList<StepBody>? Operations,
    string? ModelId,
    ActivationBody? Input,
    long? Priority,
    RequirementsBody? Requires,
    long? TimeoutMs,
    long? MaxAttempts,
    IReadOnlyList<string>? DependsOn,
    string? Key);

/// <summary>Tasks that are accepted together, or not at all.</summary>
/// <param name="Tasks">The tasks, in any order: those that others depend on need not come first.</param>
internal sealed record TasksBody(IReadOnlyList<TaskBody> Tasks);

/// <summary>An operand.</summary>
/// <param name="Shape">Its extents, at most four; none for a single number.</param>
/// <param name="Data">Its elements in row-major order. Finite, and within the range of 32-bit floats.</param>
internal sealed record TensorBody(IReadOnlyList<long> Shape, IReadOnlyList<float> Data);

/// <summary>A step of a pipeline, or just its name where it needs no number.</summary>
/// <param name="Op">
/// <c>scale</c>, <c>offset</c>, <c>clamp</c>, <c>normalize</c>, <c>standardize</c>, <c>abs</c>, <c>sqrt</c>, <c>log1p</c>, <c>sort</c>,
/// <c>cumsum</c> or <c>window-mean</c>.
/// </param>
/// <param name="Factor">scale: by what to multiply.</param>
/// <param name="Value">offset: what to add.</param>
/// <param name="Min">clamp: the least result.</param>
/// <param name="Max">clamp: the greatest result.</param>
/// <param name="Size">window-mean: how many numbers are averaged.</param>
internal sealed record StepBody(string Op, double? Factor, double? Value, double? Min, double? Max, long? Size);

/// <summary>What a task reserves on its node.</summary>
/// <param name="Gpu">Whether it needs a GPU.</param>
/// <param name="CpuCores">How many processors, in fractions.</param>
/// <param name="MemoryGB">How much memory, in units of 2³⁰ bytes.</param>
/// <param name="Labels">Labels that the node must have, with these values.</param>
internal sealed record RequirementsBody(bool? Gpu, double? CpuCores, double? MemoryGB, IReadOnlyDictionary<string, string>? Labels);
