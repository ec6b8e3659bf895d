using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>
/// Products with packed weights beside the same in ONNX Runtime and in a loop of TensorPrimitives.Dot. The contenders take turns in every
/// round, so that a change in the machine's speed meets all of them; figures are medians of the rounds.
/// </summary>
internal static class KernelScenario
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Shape[] Quick = [new(1, 784, 128), new(64, 784, 128), new(1, 1024, 1024), new(8, 1024, 1024), new(64, 1024, 1024)];

    private static readonly Shape[] Full =
        [.. Quick, new(8, 784, 128), new(512, 1024, 1024), new(1, 4096, 4096), new(8, 4096, 4096), new(64, 4096, 4096)];

    public static async Task<int> RunAsync(string[] options)
    {
        var quick = options.Contains("--quick");
        var file = Array.IndexOf(options, "--json") is var at and >= 0 && at + 1 < options.Length ? options[at + 1] : null;
        var rounds = quick ? 3 : 7;
        Console.WriteLine($"{KernelWidths.Widest}, 1 thread, medians of {rounds} interleaved rounds; ratios above 1: ours is faster.");
        Console.WriteLine("| shape | dtype | GF/s | of FMA peak | x ONNX Runtime | x TensorPrimitives.Dot |");
        Console.WriteLine("|---|---|---|---|---|---|");
        List<KernelResult> results = [];
        foreach (var shape in quick ? Quick : Full)
        {
            foreach (var dtype in Enum.GetValues<TensorDType>())
            {
                results.Add(Measure(shape, dtype, rounds));
                Print(results[^1]);
            }
        }

        Console.WriteLine();
        Console.WriteLine("| function | Gelem/s | x TensorPrimitives |");
        Console.WriteLine("|---|---|---|");
        foreach (var result in ElementwiseCase.Measure(Numbers(3, 8192), rounds))
        {
            results.Add(result);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {result.Kernel} | {result.Gflops:F1} | {Ratio(result, "tensorprimitives")} |"));
        }

        if (file is not null)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, Json));
        }

        return 0;
    }

    private static KernelResult Measure(Shape shape, TensorDType dtype, int rounds)
    {
        var x = Numbers(1, shape.Rows * shape.Inputs);
        var weight = Numbers(2, shape.Outputs * shape.Inputs);
        List<IContender> contenders = [new PackedContender(x, weight, shape, dtype), new DotContender(x, weight, shape)];
        try
        {
            if (OnnxModel.Product(weight, shape.Rows, shape.Inputs, shape.Outputs, dtype) is { } model)
            {
                contenders.Add(new OnnxContender(model, x, shape));
            }

            Compare(contenders, dtype);
            var speeds = contenders.ToDictionary(c => c.Name, _ => new List<double>());
            List<double> shares = [];
            foreach (var contender in contenders)
            {
                // The runtime compiles what runs often once more.
                for (var warm = 0; warm < 8; warm++)
                {
                    Speed(contender, shape.Operations);
                }
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var contender in contenders)
                {
                    speeds[contender.Name].Add(Speed(contender, shape.Operations));
                }

                shares.Add(speeds[contenders[0].Name][^1] / FmaPeak.Measure());
            }

            var ours = speeds[contenders[0].Name];
            return new(
                shape.Rows == 1 ? "gemv" : "gemm",
                shape.ToString(),
                dtype.ToString(),
                Threads: 1,
                Median(ours),
                Median(shares),
                contenders.Skip(1).ToDictionary(c => c.Name, c => Median(ours.Zip(speeds[c.Name], (mine, theirs) => mine / theirs))));
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    /// <summary>GF/s over a thirtieth of a second at least.</summary>
    private static double Speed(IContender contender, double operations)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            contender.Run();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 33);

        return runs * operations / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    /// <summary>A contender that computes something else would compare nothing.</summary>
    private static void Compare(List<IContender> contenders, TensorDType dtype)
    {
        // INT4 weights differ from the exact ones by 8 %, BF16 and INT8 by less than 1 %.
        var budget = dtype switch { TensorDType.INT4 => 0.12, TensorDType.FP32 => 1e-5, _ => 0.02 };
        contenders.ForEach(c => c.Run());
        foreach (var peer in contenders.Skip(1))
        {
            double errors = 0, squares = 0;
            for (var i = 0; i < peer.Output.Length; i++)
            {
                errors += Math.Pow(contenders[0].Output[i] - peer.Output[i], 2);
                squares += Math.Pow(peer.Output[i], 2);
            }

            if (!(Math.Sqrt(errors / squares) < budget))
            {
                throw new InvalidOperationException($"{peer.Name} and we differ by {Math.Sqrt(errors / squares):E1} for {dtype}.");
            }
        }
    }

    private static void Print(KernelResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Shape} | {result.Dtype} | {result.Gflops:F0} | {result.PeakShare:F2} | {Ratio(result, "onnxruntime")} | {Ratio(result, "tensorprimitives")} |"));

    private static string Ratio(KernelResult result, string peer) =>
        result.Peers.TryGetValue(peer, out var ratio) ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "–";

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static float[] Numbers(long seed, int count)
    {
        Xoshiro256 random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextUniform() - 0.5))];
    }
}
