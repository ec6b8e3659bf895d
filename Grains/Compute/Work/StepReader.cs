using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>Makes the steps of a pipeline of what a client wrote.</summary>
internal static class StepReader
{
    private const string Known = "scale, offset, clamp, normalize, standardize, abs, sqrt, log1p, sort, cumsum, window-mean";

    /// <summary>Checks a step.</summary>
    /// <param name="step">As it was written.</param>
    /// <param name="name">What it is called within its task: <c>operations[1]</c>.</param>
    /// <param name="prefix">What precedes the names of the task's fields.</param>
    /// <param name="count">The numbers that come to this step.</param>
    /// <exception cref="RefusedException">The operation is unknown, or a parameter missing, out of its range or not one of the operation's.</exception>
    public static PipelineStep Read(DataStep? step, string name, string prefix, int count)
    {
        var field = prefix + name;
        var label = $"{name} ({step?.Op})";
        PipelineStep read = step?.Op switch
        {
            "scale" => ElementStep.Scale(label, TaskFields.Number(step.Factor, $"{field}.factor")),
            "offset" => ElementStep.Offset(label, TaskFields.Number(step.Value, $"{field}.value")),
            "clamp" => Clamp(step, field, label),
            "normalize" => new NormalizeStep(label),
            "standardize" => new StandardizeStep(label),
            "abs" => ElementStep.Abs(label),
            "sqrt" => ElementStep.Sqrt(label),
            "log1p" => ElementStep.Log1p(label),
            "sort" => new SortStep(label),
            "cumsum" => new CumsumStep(label),
            "window-mean" => new WindowMeanStep(label, Size(step.Size, $"{field}.size", count)),
            null => throw RefusedException.Invalid($"{field}.op", $"{field}.op is required; it must be one of {Known}."),
            _ => throw RefusedException.Invalid($"{field}.op", $"{field}.op {TaskFields.Quote(step.Op)} is unknown; it must be one of {Known}."),
        };
        RefuseOthers(step, field);
        return read;
    }

    private static ElementStep Clamp(DataStep step, string field, string label)
    {
        var min = TaskFields.Number(step.Min, $"{field}.min");
        var max = TaskFields.Number(step.Max, $"{field}.max");
        return min <= max
            ? ElementStep.Clamp(label, min, max)
            : throw RefusedException.Invalid($"{field}.min", $"{field}.min is {step.Min}, above max, which is {step.Max}; it must be at most that.");
    }

    private static int Size(long? size, string field, int count) =>
        size is >= 1 && size <= count
            ? (int)size
            : throw RefusedException.Invalid(
                field,
                $"{field} {(size is null ? "is required" : $"is {size}")}; it must be a whole number from 1 to {count}, how many numbers come to the step.");

    private static void RefuseOthers(DataStep step, string field)
    {
        ReadOnlySpan<(string Name, bool Given, bool Own)> parameters =
        [
            ("factor", step.Factor is not null, step.Op == "scale"),
            ("value", step.Value is not null, step.Op == "offset"),
            ("min", step.Min is not null, step.Op == "clamp"),
            ("max", step.Max is not null, step.Op == "clamp"),
            ("size", step.Size is not null, step.Op == "window-mean"),
        ];
        foreach (var (name, given, own) in parameters)
        {
            if (given && !own)
            {
                throw RefusedException.Invalid($"{field}.{name}", $"{field}.{name} is not a parameter of {step.Op}. Leave it out.");
            }
        }
    }
}
