using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>Seeded test data.</summary>
internal static class RandomRows
{
    public static float[] Uniform(long seed, int length, float low = -1, float high = 1)
    {
        Xoshiro256 random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(low + (random.NextUniform() * (high - low))))];
    }
}
