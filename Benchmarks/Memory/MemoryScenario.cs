using System.Globalization;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Memory;

/// <summary>What packed weights take: the bytes they count, and by how much the resident memory of the process grows.</summary>
internal static class MemoryScenario
{
    private const int Size = 4096;

    public static int Run()
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("Resident memory is read from /proc/self/status, which this system lacks.");
            return 1;
        }

        Xoshiro256 random = new(1);
        var weight = new float[Size * Size];
        foreach (ref var element in weight.AsSpan())
        {
            element = (float)(random.NextUniform() - 0.5);
        }

        // What packing itself needs is there before anything is measured.
        PackedWeights.Pack(weight, Size, Size, TensorDType.INT4, MemoryLedger.Unlimited).Dispose();
        Console.WriteLine($"| {Size}x{Size} | counted bytes | resident bytes | of FP32, counted | of FP32, resident |");
        Console.WriteLine("|---|---|---|---|---|");
        double counted = 0, resident = 0;
        foreach (var dtype in Enum.GetValues<TensorDType>())
        {
            var before = Resident();
            using var packed = PackedWeights.Pack(weight, Size, Size, dtype, MemoryLedger.Unlimited);
            var grown = Resident() - before;
            if (dtype == TensorDType.FP32)
            {
                (counted, resident) = (packed.Bytes, grown);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {dtype} | {packed.Bytes:N0} | {grown:N0} | {packed.Bytes / counted:F3} | {grown / resident:F3} |"));
        }

        return 0;
    }

    private static long Resident() =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..^"kB".Length], CultureInfo.InvariantCulture);
}
