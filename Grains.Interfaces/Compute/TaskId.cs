using System.Diagnostics.CodeAnalysis;
using InfernoOrleans.Grains.Interfaces.Naming;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>The identity of a task: <c>task-N</c>, N rising from 1 and never used again.</summary>
/// <param name="Number">N.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-id")]
public readonly record struct TaskId([property: Id(0)] long Number)
{
    private const string Prefix = "task-";

    /// <summary>Reads <c>task-N</c>; anything else, <c>task-01</c> and <c>Task-1</c> included, is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TaskId id)
    {
        var parsed = NumberedId.TryParse(text, Prefix, out var number);
        id = new TaskId(number);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Number}";
}
