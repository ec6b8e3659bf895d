using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>Seeded first weights: the same seed gives the same bits on every machine. Biases stay zero.</summary>
/// <remarks>
/// A linear layer that a ReLU follows gets uniform weights within √(6 / in) (K. He et al., arXiv:1502.01852); any other within
/// √(6 / (in + out)) (X. Glorot, Y. Bengio, AISTATS 2010). Batch normalization and dropout between layer and activation don't count.
/// </remarks>
internal static class WeightInitialization
{
    private const int BlockElements = 65_536;

    public static void Apply(Sequential network, long seed, CancellationToken cancellationToken)
    {
        Xoshiro256 random = new(seed);
        for (int i = 0; i < network.Modules.Count; i++)
        {
            if (network.Modules[i] is Linear linear)
            {
                Fill(linear.Weight, Bound(linear, IsFollowedByRelu(network, i)), random, cancellationToken);
            }
        }
    }

    private static double Bound(Linear linear, bool relu)
    {
        int outputs = linear.Weight.Shape[0];
        int inputs = linear.Weight.Shape[1];
        return Math.Sqrt(6.0 / (relu ? inputs : (double)inputs + outputs));
    }

    private static bool IsFollowedByRelu(Sequential network, int index) =>
        network.Modules.Skip(index + 1).FirstOrDefault(m => m is not (BatchNorm or Dropout)) is ReLU;

    private static void Fill(Tensor weight, double bound, Xoshiro256 random, CancellationToken cancellationToken)
    {
        Span<float> rest = weight.Span;
        while (!rest.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<float> block = rest[..Math.Min(BlockElements, rest.Length)];
            foreach (ref float element in block)
            {
                element = (float)(((2 * random.NextUniform()) - 1) * bound);
            }

            rest = rest[block.Length..];
        }

        GC.KeepAlive(weight);
    }
}
