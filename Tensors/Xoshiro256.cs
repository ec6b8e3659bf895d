using System.Numerics;

namespace InfernoOrleans.Tensors;

/// <summary>
/// The generator xoshiro256** with its state filled by SplitMix64 (D. Blackman, S. Vigna: Scrambled linear pseudorandom number
/// generators, ACM TOMS 47(4), 2021). Equal seeds give equal bits and equal uniform numbers on every machine;
/// normal numbers go through the platform's logarithm, which may differ in the last bit. Not for secrets; not thread-safe.
/// </summary>
public sealed class Xoshiro256
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareNormal = double.NaN;

    /// <summary>A generator at the start of the sequence of a seed.</summary>
    /// <param name="seed">Any number.</param>
    public Xoshiro256(long seed)
    {
        ulong state = unchecked((ulong)seed);
        s0 = SplitMix64(ref state);
        s1 = SplitMix64(ref state);
        s2 = SplitMix64(ref state);
        s3 = SplitMix64(ref state);
    }

    internal Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>The next number of [0, 1), uniform over multiples of 2⁻⁵³.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next number of the standard normal distribution (Marsaglia's polar method, two numbers at a time).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            double spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }

        double u, v, squared;
        do
        {
            u = (2 * NextUniform()) - 1;
            v = (2 * NextUniform()) - 1;
            squared = (u * u) + (v * v);
        }
        while (squared is >= 1 or 0);

        double scale = Math.Sqrt(-2 * Math.Log(squared) / squared);
        spareNormal = v * scale;
        return u * scale;
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
