using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>
/// Inverted dropout (N. Srivastava et al., JMLR 15, 2014): training zeroes a share p of the elements by chance and divides the others by
/// 1 − p; evaluation changes nothing.
/// </summary>
public sealed class Dropout : Module
{
    private readonly ModuleSpec.Dropout spec;
    private readonly Xoshiro256 random;

    /// <summary>A dropout layer.</summary>
    /// <param name="probability">The share of elements that training drops: 0 ≤ p &lt; 1.</param>
    /// <param name="seed">Decides which elements fall; each forward pass goes on in the sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public Dropout(double probability, long seed = 0)
        : this(new ModuleSpec.Dropout(probability), seed)
    {
    }

    internal Dropout(ModuleSpec.Dropout spec, long seed)
    {
        this.spec = spec;
        random = new Xoshiro256(seed);
    }

    internal override ModuleSpec Spec => spec;

    internal override Tensor Forward(Tensor input, bool training)
    {
        Tensor output = Tensor.FromSpan(input.Shape, input.ReadOnlySpan, input.Ledger);
        GC.KeepAlive(input);
        if (training)
        {
            float kept = (float)(1 / (1 - spec.Probability));
            foreach (ref float element in output.Span)
            {
                element = random.NextUniform() < spec.Probability ? 0 : element * kept;
            }
        }

        return output;
    }
}
