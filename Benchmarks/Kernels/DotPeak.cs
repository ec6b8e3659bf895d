using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>What the machine computes when it does nothing but dot products of bytes in registers: 256 bits of AVX-VNNI, which is all that .NET has.</summary>
internal static class DotPeak
{
    private const int Steps = 100_000;
    private const int Chains = 10;

    public static bool IsSupported => AvxVnni.IsSupported;

    /// <summary>Billions of multiplications and additions a second of one thread, now.</summary>
    public static double Measure()
    {
        var best = double.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(Run());
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Steps * Chains * Vector256<byte>.Count / best / 1e9;
    }

    // The chains begin apart, or the compiler would see one.
    [MethodImpl(LeafKernel.Options)]
    private static int Run()
    {
        var w = Vector256.Create((byte)3);
        var x = Vector256.Create((sbyte)2);
        Vector256<int> a = Vector256.Create(1), b = a + a, c = b + a, d = c + a, e = d + a, g = e + a, h = g + a, i = h + a, j = i + a, k = j + a;
        for (var step = 0; step < Steps; step++)
        {
            a = AvxVnni.MultiplyWideningAndAdd(a, w, x);
            b = AvxVnni.MultiplyWideningAndAdd(b, w, x);
            c = AvxVnni.MultiplyWideningAndAdd(c, w, x);
            d = AvxVnni.MultiplyWideningAndAdd(d, w, x);
            e = AvxVnni.MultiplyWideningAndAdd(e, w, x);
            g = AvxVnni.MultiplyWideningAndAdd(g, w, x);
            h = AvxVnni.MultiplyWideningAndAdd(h, w, x);
            i = AvxVnni.MultiplyWideningAndAdd(i, w, x);
            j = AvxVnni.MultiplyWideningAndAdd(j, w, x);
            k = AvxVnni.MultiplyWideningAndAdd(k, w, x);
        }

        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k);
    }
}
