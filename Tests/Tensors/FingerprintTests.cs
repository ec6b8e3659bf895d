using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

public sealed class FingerprintTests
{
    [Fact]
    public void Of_NumbersOfAnyLength_ChangesWithEachNumberAndComesBack()
    {
        for (int length = 0; length <= 140; length++)
        {
            float[] x = RandomRows.Uniform(length, length);
            ulong before = Fingerprint.Of(x);
            for (int i = 0; i < length; i++)
            {
                float kept = x[i];
                foreach (float other in new[] { -kept, MathF.BitIncrement(kept), 0f, -0f, float.NaN })
                {
                    x[i] = other;
                    Assert.NotEqual(before, Fingerprint.Of(x));
                }

                x[i] = kept;
            }

            Assert.Equal(before, Fingerprint.Of(x));
        }
    }

    [Fact]
    public void Of_NegatedSwappedOrShiftedNumbers_Changes()
    {
        float[] x = RandomRows.Uniform(1, 1_000);
        HashSet<ulong> seen = [Fingerprint.Of(x), Fingerprint.Of(x.AsSpan(1)), Fingerprint.Of(x.AsSpan(0, 999))];
        Assert.True(seen.Add(Fingerprint.Of(Array.ConvertAll(x, v => -v))));
        for (int step = 1; step < 200; step++)
        {
            (x[0], x[step]) = (x[step], x[0]);
            Assert.True(seen.Add(Fingerprint.Of(x)));
            (x[0], x[step]) = (-x[step], -x[0]);
            Assert.True(seen.Add(Fingerprint.Of(x)));
            (x[0], x[step]) = (-x[0], -x[step]);
        }
    }
}
