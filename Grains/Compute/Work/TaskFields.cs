using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>Which fields belong to what: one that means nothing is refused, not ignored.</summary>
internal static class TaskFields
{
    /// <summary>Refuses the fields that were given to a task, but do not belong to its type.</summary>
    /// <exception cref="RefusedException">There is one.</exception>
    public static void RefuseOthers(TaskWork work, string prefix, params ReadOnlySpan<string> own)
    {
        ReadOnlySpan<(string Name, bool Given)> fields =
        [
            ("data", work.Data is not null),
            ("modelId", work.ModelId is not null),
            ("operation", work.Operation is not null),
            ("tensors", work.Tensors is not null),
            ("factor", work.Factor is not null),
            ("axis", work.Axis is not null),
            ("operations", work.Operations is not null),
            ("input", work.Input is not null),
        ];
        foreach (var (name, given) in fields)
        {
            if (given && !own.Contains(name))
            {
                throw RefusedException.Invalid(prefix + name, $"{prefix}{name} is not a field of {work.Type} tasks. Leave it out.");
            }
        }
    }

    /// <summary>A parameter that must be there and a number that 32-bit floats have.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public static float Number(double? value, string field) => value switch
    {
        null => throw RefusedException.Invalid(field, $"{field} is required; it must be a number."),
        { } number when !float.IsFinite((float)number) => throw RefusedException.Invalid(
            field, $"{field} is {number}; it must be a number within what a 32-bit float holds, about 3.4e38 either way."),
        { } number => (float)number,
    };

    /// <summary>What a client sent is repeated to it, but not at any length.</summary>
    public static string Quote(string? text) => text is null ? "missing" : text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";
}
