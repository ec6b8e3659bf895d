using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>Dropout.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>Zeroes a share p of the elements by chance and divides the others by 1 − p, in a new tensor (inverted dropout).</summary>
    /// <param name="probability">p: 0 ≤ p &lt; 1.</param>
    /// <param name="seed">Decides which elements fall: the same for the same seed and shape.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Dropout(double probability, long seed)
    {
        RequireProbability(probability);
        Tensor result = Result(Shape);
        Dropout(probability, new Xoshiro256(seed), result);
        return result;
    }

    /// <summary>Zeroes a share p of the elements by chance and divides the others by 1 − p, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="probability">p: 0 ≤ p &lt; 1.</param>
    /// <param name="random">Decides which elements fall: it gives one uniform number for each element, row by row.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination overlaps this tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Dropout(double probability, Xoshiro256 random, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(destination);
        RequireProbability(probability);
        float kept = (float)(1 / (1 - probability));
        float* x = Floats;
        float* y = destination.Floats;
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: true);
        RunWalk walk = new(destination.layout, layout, layout, inOrder: true);
        while (walk.MoveNext())
        {
            for (nint i = 0; i < walk.Length; i++)
            {
                float element = x[walk.First + (i * walk.FirstStep)] * kept;
                y[walk.Result + (i * walk.ResultStep)] = random.NextUniform() < probability ? 0 : element;
            }
        }

        KeepAlive(this, destination);
    }

    private static void RequireProbability(double probability)
    {
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "The share that drops is at least 0 and below 1.");
        }
    }
}
