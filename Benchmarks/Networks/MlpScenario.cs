using System.Globalization;
using System.Text.Json;
using InfernoOrleans.Benchmarks.Kernels;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Benchmarks.Networks;

/// <summary>Whole networks, layers of FP32 with ReLU and softmax, beside the same in ONNX Runtime.</summary>
internal static class MlpScenario
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly int[][] Networks = [[784, 128, 64, 10], [1024, 4096, 4096, 1000]];
    private static readonly int[] Batches = [1, 8, 64, 512];

    public static async Task<int> RunAsync(ScenarioOptions options)
    {
        var rounds = options.Quick ? 5 : 11;
        var cases = (
            from sizes in options.Quick ? Networks[..1] : Networks
            from batch in Batches
            from threads in options.Threads
            where options.Takes($"{string.Join('-', sizes)} {batch} {threads}t")
            select (sizes, batch, threads)).ToList();
        Console.WriteLine($"Medians of {rounds} interleaved rounds; below 1 ours takes less time.");
        Console.WriteLine("| network | batch | threads | µs | of ONNX Runtime's time | of one thread's |");
        Console.WriteLine("|---|---|---|---|---|---|");
        List<MlpResult> results = [];
        foreach (var (sizes, batch, threads) in cases)
        {
            var result = Measure(sizes, batch, threads, rounds);
            results.Add(result);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Network} | {result.Batch} | {result.Threads} | {result.Microseconds:F1} | {result.OfOnnxRuntime:F2} | {result.OfOneThread:F2} |"));
            Console.Error.WriteLine($"{results.Count} of {cases.Count} done");
        }

        if (options.File is not null)
        {
            await File.WriteAllTextAsync(options.File, JsonSerializer.Serialize(results, Json));
        }

        return 0;
    }

    private static MlpResult Measure(int[] sizes, int batch, int threads, int rounds)
    {
        Sequential Network() => NNBuilder.BuildClassifier(sizes[0], sizes[1..^1], sizes[^1], seed: 1).Network;
        var network = Network();
        var parameters = network.NamedParameters().ToDictionary(p => p.Name, p => p.Tensor.ReadOnlySpan.ToArray());
        var layers = parameters.Keys
            .Where(name => name.EndsWith("weight", StringComparison.Ordinal))
            .Select(name => (parameters[name], parameters[name[..^"weight".Length] + "bias"]))
            .ToList();
        Xoshiro256 random = new(2);
        float[] x = [.. Enumerable.Range(0, batch * sizes[0]).Select(_ => (float)random.NextUniform())];
        List<IContender> contenders =
        [
            new PlanContender("inferno", network, x, batch, threads),
            new OnnxContender(OnnxModel.Network(layers, batch), x, [batch, sizes[0]], [batch, sizes[^1]], threads),
        ];
        if (threads > 1)
        {
            contenders.Add(new PlanContender("one-thread", Network(), x, batch, threads: 1));
        }

        try
        {
            Race.RequireAgreement(contenders, budget: 1e-4);
            var (speed, ratios) = Race.Run(contenders, rounds);
            return new(string.Join('-', sizes), batch, threads, 1e6 / speed, 1 / ratios["onnxruntime"], 1 / ratios.GetValueOrDefault("one-thread", 1));
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }
}
