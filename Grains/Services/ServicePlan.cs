using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Services;

/// <summary>
/// What a service does with a row: its steps, and how many numbers the row has after each. All that follows from the sizes of the models is
/// checked. Immutable.
/// </summary>
internal sealed class ServicePlan
{
    private const int MostText = 256;

    private ServicePlan(int inputSize, IReadOnlyList<PlannedStep> steps)
    {
        InputSize = inputSize;
        Steps = steps;
        Stages = [.. Join(inputSize, steps)];
        WidestRow = Math.Max(inputSize, steps.Max(step => step.Size));
    }

    /// <summary>Numbers of a row that comes.</summary>
    public int InputSize { get; }

    /// <summary>Numbers of a row that goes.</summary>
    public int OutputSize => Steps[^1].Size;

    /// <summary>The most numbers that a row has on its way.</summary>
    public int WidestRow { get; }

    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>The steps as they are run: operations that follow one another together.</summary>
    public IReadOnlyList<ServiceStage> Stages { get; }

    /// <summary>Checks the steps of a service and plans it.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="inputSize">Numbers in one input row; null where the first model says it.</param>
    /// <param name="sizeOf">The sizes of the rows of the model of a step, which is told by its index.</param>
    /// <param name="options">How much a service may ask for.</param>
    /// <param name="mostOperations">How many operations one step may have.</param>
    /// <exception cref="RefusedException">A step is neither a model nor operations, or the sizes do not fit.</exception>
    public static ServicePlan Of(
        IReadOnlyList<ServiceStep> steps, long? inputSize, Func<int, RowSizes> sizeOf, ServiceOptions options, int mostOperations)
    {
        Check(steps, options, mostOperations);
        var first = inputSize is { } given ? CheckInputSize(given, options) : InputSizeOf(steps, sizeOf, options);
        var planned = new PlannedStep[steps.Count];
        var size = first;
        for (var i = 0; i < planned.Length; i++)
        {
            planned[i] = steps[i].Model is null ? Operations(steps[i], i, size) : Model(steps[i], i, size, sizeOf(i), options);
            size = planned[i].Size;
        }

        return new ServicePlan(first, planned);
    }

    /// <summary>Checks what does not depend on the models.</summary>
    /// <exception cref="RefusedException">There are none, too many, or one is neither a model nor operations.</exception>
    public static void Check(IReadOnlyList<ServiceStep>? steps, ServiceOptions options, int mostOperations)
    {
        if (steps is null or { Count: 0 } || steps.Count > options.MaxSteps)
        {
            throw RefusedException.Invalid("steps", $"steps must hold 1 to {options.MaxSteps:N0} steps; it holds {steps?.Count ?? 0:N0}.");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            CheckStep(steps[i], $"steps[{i}]", mostOperations);
        }
    }

    /// <summary>The steps as a short text: <c>scale → digits → clamp</c>.</summary>
    public static string Describe(IEnumerable<ServiceStep> steps)
    {
        var text = string.Join(" → ", steps.Select(step =>
            step.Name ?? step.Model ?? string.Join(" → ", step.Operations!.Select(operation => operation.Op))));
        return text.Length <= MostText ? text : $"{text[..(MostText - 1)]}…";
    }

    private static void CheckStep(ServiceStep step, string field, int mostOperations)
    {
        if (step.Name is not null)
        {
            Names.CheckTaskKey(step.Name, $"{field}.name");
        }

        if (step.Model is null == (step.Operations is null))
        {
            throw RefusedException.Invalid(
                step.Model is null ? field : $"{field}.model",
                step.Model is null
                    ? $"{field} must have either model or operations; it has neither."
                    : $"{field}.model and {field}.operations are both given; a step is one or the other.");
        }

        if (step.Operations is { } operations && (operations.Count == 0 || operations.Count > mostOperations))
        {
            throw RefusedException.Invalid(
                $"{field}.operations", $"{field}.operations must hold 1 to {mostOperations:N0} operations; it holds {operations.Count:N0}.");
        }
    }

    private static int CheckInputSize(long size, ServiceOptions options) =>
        size >= 1 && size <= options.MaxRowSize
            ? (int)size
            : throw RefusedException.Invalid("inputSize", $"inputSize is {size}; it must be a whole number from 1 to {options.MaxRowSize:N0}.");

    /// <summary>
    /// What the first model takes, and what the operations before it take away. They take the same away from every row that is long enough,
    /// so that a long one tells.
    /// </summary>
    private static int InputSizeOf(IReadOnlyList<ServiceStep> steps, Func<int, RowSizes> sizeOf, ServiceOptions options)
    {
        var first = Array.FindIndex([.. steps], step => step.Model is not null);
        if (first < 0)
        {
            throw RefusedException.Invalid(
                "inputSize", $"inputSize is required where no step is a model; it must be a whole number from 1 to {options.MaxRowSize:N0}.");
        }

        var size = options.MaxRowSize;
        for (var i = 0; i < first; i++)
        {
            size = Operations(steps[i], i, size).Size;
        }

        return CheckInputSize((long)sizeOf(first).Input + options.MaxRowSize - size, options);
    }

    private static PlannedStep Operations(ServiceStep step, int index, int size)
    {
        var operations = new PipelineStep[step.Operations!.Count];
        for (var i = 0; i < operations.Length; i++)
        {
            operations[i] = StepReader.Read(step.Operations[i], $"steps[{index}].operations[{i}]", string.Empty, size);
            size = operations[i].CountAfter(size);
        }

        return new PlannedStep(step, size, operations);
    }

    private static PlannedStep Model(ServiceStep step, int index, int size, RowSizes model, ServiceOptions options)
    {
        var field = $"steps[{index}].model";
        if (model.Input != size)
        {
            throw RefusedException.Invalid(field, $"{field} takes rows of {model.Input:N0} numbers; rows of {size:N0} come to it.");
        }

        return model.Output <= options.MaxRowSize
            ? new PlannedStep(step, model.Output, Operations: null)
            : throw RefusedException.Invalid(field, $"{field} gives rows of {model.Output:N0} numbers; {options.MaxRowSize:N0} is the most.");
    }

    private static IEnumerable<ServiceStage> Join(int inputSize, IReadOnlyList<PlannedStep> steps)
    {
        var size = inputSize;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Operations is null)
            {
                yield return new ServiceStage(i, steps[i].Step, size, steps[i].Size, Operations: null);
                size = steps[i].Size;
                continue;
            }

            var (first, operations) = (i, new List<PipelineStep>(steps[i].Operations!));
            while (i + 1 < steps.Count && steps[i + 1].Operations is { } more)
            {
                operations.AddRange(more);
                i++;
            }

            yield return new ServiceStage(first, steps[first].Step, size, steps[i].Size, operations);
            size = steps[i].Size;
        }
    }
}

/// <summary>Numbers of the rows that go into a model and come out of it.</summary>
internal readonly record struct RowSizes(int Input, int Output);

/// <summary>A step, and what it makes of a row.</summary>
/// <param name="Step">As it was written.</param>
/// <param name="Size">Numbers that a row has after it.</param>
/// <param name="Operations">What it does; null where it is a model.</param>
internal sealed record PlannedStep(ServiceStep Step, int Size, IReadOnlyList<PipelineStep>? Operations);

/// <summary>What is run at one go: a model, or all the operations up to the next one.</summary>
/// <param name="Index">The first of the steps that it is made of.</param>
/// <param name="Step">That step.</param>
/// <param name="InputSize">Numbers of a row that comes to it.</param>
/// <param name="OutputSize">Numbers of a row that goes on.</param>
/// <param name="Operations">What is done; null for a model.</param>
internal sealed record ServiceStage(int Index, ServiceStep Step, int InputSize, int OutputSize, IReadOnlyList<PipelineStep>? Operations);
