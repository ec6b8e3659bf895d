using System.Numerics.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>What answers may hold: numbers that JSON has.</summary>
internal static class Finite
{
    private const string Overflow = "it is beyond what a 32-bit float holds, about 3.4e38 either way";

    /// <summary>Fails the task for the first number that is infinite or none.</summary>
    /// <param name="numbers">A piece of the result.</param>
    /// <param name="start">The index of its first number.</param>
    /// <param name="of">Of which step of a pipeline the result is, where it is one.</param>
    /// <exception cref="TaskFailedException">There is one.</exception>
    public static void Require(ReadOnlySpan<float> numbers, int start, string? of = null)
    {
        if (TensorPrimitives.IsFiniteAll(numbers))
        {
            return;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(numbers[i]))
            {
                throw At(start + i, of, Overflow);
            }
        }
    }

    /// <summary>Says which number is not finite, and why.</summary>
    public static TaskFailedException At(int index, string? of, string reason) =>
        new($"result[{index}]{(of is null ? "" : $" of {of}")} is not finite: {reason}.");
}
