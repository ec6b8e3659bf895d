namespace InfernoOrleans.Tests.Tensors;

/// <summary>Comparisons of numbers that say where they failed.</summary>
internal static class TensorAssert
{
    /// <summary>Within a relative tolerance of the float64 reference, or an absolute one near zero.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, double absolute = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            Assert.True(
                error <= Math.Max(absolute, relative * Math.Abs(expected[i])),
                $"Element {i} of {expected.Length}: expected {expected[i]:R}, got {actual[i]:R}.");
        }
    }

    /// <summary>The same bits, so that NaN equals itself and −0 differs from 0.</summary>
    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"Element {i} of {expected.Length}: expected {expected[i]:R}, got {actual[i]:R}.");
        }
    }
}
