using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>What the machine computes when it does nothing but fused multiply-adds in registers, at the width that the kernels run at.</summary>
internal static class FmaPeak
{
    private const int Steps = 100_000;
    private const int Chains = 10;

    /// <summary>GF/s of one thread, now.</summary>
    public static double Measure()
    {
        var (lanes, run) = KernelWidths.Widest switch
        {
            KernelWidth.Vector512 => (16, (Func<float>)Run512),
            KernelWidth.Vector256 => (8, Run256),
            _ => (4, Run128),
        };
        var best = double.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(run());
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Steps * Chains * lanes / best / 1e9;
    }

    // Ten chains hide the latency of two units. The sums begin apart, or the compiler would see one chain.
    [MethodImpl(LeafKernel.Options)]
    private static float Run512()
    {
        var f = Vector512.Create(0.5f);
        Vector512<float> a = f * 1, b = f * 2, c = f * 3, d = f * 4, e = f * 5, g = f * 6, h = f * 7, i = f * 8, j = f * 9, k = f * 10;
        for (var step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, f);
            b = Vector512.FusedMultiplyAdd(b, f, f);
            c = Vector512.FusedMultiplyAdd(c, f, f);
            d = Vector512.FusedMultiplyAdd(d, f, f);
            e = Vector512.FusedMultiplyAdd(e, f, f);
            g = Vector512.FusedMultiplyAdd(g, f, f);
            h = Vector512.FusedMultiplyAdd(h, f, f);
            i = Vector512.FusedMultiplyAdd(i, f, f);
            j = Vector512.FusedMultiplyAdd(j, f, f);
            k = Vector512.FusedMultiplyAdd(k, f, f);
        }

        return Vector512.Sum(a + b + c + d + e + g + h + i + j + k);
    }

    [MethodImpl(LeafKernel.Options)]
    private static float Run256()
    {
        var f = Vector256.Create(0.5f);
        Vector256<float> a = f * 1, b = f * 2, c = f * 3, d = f * 4, e = f * 5, g = f * 6, h = f * 7, i = f * 8, j = f * 9, k = f * 10;
        for (var step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, f);
            b = Vector256.FusedMultiplyAdd(b, f, f);
            c = Vector256.FusedMultiplyAdd(c, f, f);
            d = Vector256.FusedMultiplyAdd(d, f, f);
            e = Vector256.FusedMultiplyAdd(e, f, f);
            g = Vector256.FusedMultiplyAdd(g, f, f);
            h = Vector256.FusedMultiplyAdd(h, f, f);
            i = Vector256.FusedMultiplyAdd(i, f, f);
            j = Vector256.FusedMultiplyAdd(j, f, f);
            k = Vector256.FusedMultiplyAdd(k, f, f);
        }

        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k);
    }

    [MethodImpl(LeafKernel.Options)]
    private static float Run128()
    {
        var f = Vector128.Create(0.5f);
        Vector128<float> a = f * 1, b = f * 2, c = f * 3, d = f * 4, e = f * 5, g = f * 6, h = f * 7, i = f * 8, j = f * 9, k = f * 10;
        for (var step = 0; step < Steps; step++)
        {
            a = Vector128.FusedMultiplyAdd(a, f, f);
            b = Vector128.FusedMultiplyAdd(b, f, f);
            c = Vector128.FusedMultiplyAdd(c, f, f);
            d = Vector128.FusedMultiplyAdd(d, f, f);
            e = Vector128.FusedMultiplyAdd(e, f, f);
            g = Vector128.FusedMultiplyAdd(g, f, f);
            h = Vector128.FusedMultiplyAdd(h, f, f);
            i = Vector128.FusedMultiplyAdd(i, f, f);
            j = Vector128.FusedMultiplyAdd(j, f, f);
            k = Vector128.FusedMultiplyAdd(k, f, f);
        }

        return Vector128.Sum(a + b + c + d + e + g + h + i + j + k);
    }
}
