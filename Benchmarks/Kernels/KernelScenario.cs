using System.Globalization;
using System.Text.Json;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Products with packed weights, and functions of one element, beside the same in other libraries.</summary>
internal static class KernelScenario
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Peers = ["onnxruntime", "openblas", "tensorprimitives", "mathnet", "fp32", "one-thread", "apart"];

    private static readonly Shape[] Quick = [new(1, 784, 128), new(64, 784, 128), new(1, 1024, 1024), new(8, 1024, 1024), new(64, 1024, 1024)];

    private static readonly Shape[] Full =
        [.. Quick, new(8, 784, 128), new(512, 1024, 1024), new(1, 4096, 4096), new(8, 4096, 4096), new(64, 4096, 4096)];

    public static async Task<int> RunAsync(ScenarioOptions options)
    {
        var rounds = options.Quick ? 3 : 7;
        var cases = (
            from threads in options.Threads
            from shape in options.Quick ? Quick : Full
            from dtype in Enum.GetValues<TensorDType>()
            where options.Takes($"{shape} {dtype} {threads}t")
            select (shape, dtype, threads)).ToList();
        Console.WriteLine(
            $"{KernelWidths.Widest}, medians of {rounds} interleaved rounds; above 1 ours is faster. OpenBLAS: {(OpenBlas.IsInstalled ? "installed" : "absent")}.");
        Console.WriteLine($"| shape | dtype | threads | GF/s | of peak | x {string.Join(" | x ", Peers)} |");
        Console.WriteLine($"|---|---|---|---|---|{string.Concat(Peers.Select(_ => "---|"))}");
        List<KernelResult> results = [];
        foreach (var (shape, dtype, threads) in cases)
        {
            results.Add(Measure(shape, dtype, threads, rounds));
            Print(results[^1]);
            Console.Error.WriteLine($"{results.Count} of {cases.Count} done");
        }

        if (options.Takes("functions"))
        {
            Console.WriteLine();
            Console.WriteLine("| function | Gelem/s | x TensorPrimitives |");
            Console.WriteLine("|---|---|---|");
            foreach (var result in ElementwiseCase.Measure(Numbers(3, 8192), rounds))
            {
                results.Add(result);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {result.Kernel} | {result.Gflops:F1} | {Ratio(result, "tensorprimitives")} |"));
            }
        }

        if (options.File is not null)
        {
            await File.WriteAllTextAsync(options.File, JsonSerializer.Serialize(results, Json));
        }

        return 0;
    }

    private static KernelResult Measure(Shape shape, TensorDType dtype, int threads, int rounds)
    {
        var x = Numbers(1, shape.Rows * shape.Inputs);
        var weight = Numbers(2, shape.Outputs * shape.Inputs);
        var contenders = Contenders(x, weight, shape, dtype, threads);
        try
        {
            // INT4 weights differ from the exact ones by 8 %, BF16 and INT8 by less than 1 %.
            Race.RequireAgreement(contenders, dtype switch { TensorDType.INT4 => 0.12, TensorDType.FP32 => 1e-5, _ => 0.02 });
            var ofBytes = DotPeak.IsSupported && dtype is TensorDType.INT8 or TensorDType.INT4;
            List<double> shares = [];
            var (speed, ratios) = Race.Run(contenders, rounds, afterRound: ours =>
                shares.Add(ours * shape.Operations / 1e9 / threads / (ofBytes ? DotPeak.Measure() : FmaPeak.Measure())));
            return new(
                shape.Rows == 1 ? "gemv" : "gemm",
                shape.ToString(),
                dtype.ToString(),
                threads,
                speed * shape.Operations / 1e9,
                Race.Median(shares),
                ratios);
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    /// <summary>All who can compute it; those without threads or narrow weights only where that compares like with like.</summary>
    private static List<IContender> Contenders(float[] x, float[] weight, Shape shape, TensorDType dtype, int threads)
    {
        List<IContender> contenders = [new PackedContender("inferno", x, weight, shape, dtype, threads)];
        if (OnnxModel.Product(weight, shape.Rows, shape.Inputs, shape.Outputs, dtype) is { } model)
        {
            contenders.Add(new OnnxContender(model, x, [shape.Rows, shape.Inputs], [shape.Rows, shape.Outputs], threads));
        }

        if (dtype == TensorDType.FP32)
        {
            contenders.Add(new MathNetContender(x, weight, shape, threads));
            if (OpenBlas.IsInstalled)
            {
                contenders.Add(new OpenBlasContender(x, weight, shape, threads));
            }

            if (threads == 1)
            {
                contenders.Add(new DotContender(x, weight, shape));
            }
        }
        else
        {
            contenders.Add(new PackedContender("fp32", x, weight, shape, TensorDType.FP32, threads));
        }

        if (threads > 1)
        {
            contenders.Add(new PackedContender("one-thread", x, weight, shape, dtype, threads: 1));
            contenders.Add(new ApartContenders(
                "apart", [.. Enumerable.Range(0, threads).Select(i => new PackedContender($"apart-{i}", x, weight, shape, dtype, threads: 1))]));
        }

        return contenders;
    }

    private static void Print(KernelResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Shape} | {result.Dtype} | {result.Threads} | {result.Gflops:F0} | {result.PeakShare:F2} | {string.Join(" | ", Peers.Select(peer => Ratio(result, peer)))} |"));

    private static string Ratio(KernelResult result, string peer) =>
        result.Peers.TryGetValue(peer, out var ratio) ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "–";

    private static float[] Numbers(long seed, int count)
    {
        Xoshiro256 random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextUniform() - 0.5))];
    }
}
