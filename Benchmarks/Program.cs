using InfernoOrleans.Benchmarks.Execute;
using InfernoOrleans.Benchmarks.Kernels;
using InfernoOrleans.Benchmarks.Placement;

return args switch
{
    ["execute", .. var options] => await ExecuteScenario.RunAsync(options),
    ["kernels", .. var options] => await KernelScenario.RunAsync(options),
    ["placement", .. var options] => PlacementScenario.Run(options),
    ["bare"] => await BareEndpoint.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project Benchmarks -- SCENARIO

          execute [--rounds 3] [--seconds 4]   requests/s and latency of execute through the embedded node and through a gateway
                                               with a silo process, beside a bare Kestrel endpoint that parses and writes the
                                               same JSON; interleaved rounds, 1 and 16 connections; needs wrk
          kernels [--quick] [--json FILE]      products with packed weights of each dtype on one thread beside ONNX Runtime and a
                                               loop of TensorPrimitives.Dot, in interleaved rounds: GF/s, share of the measured
                                               FMA peak, ratio to each peer; then exp, sigmoid, tanh and softmax; --quick takes
                                               fewer shapes and rounds
          placement [--silos 16] [--activations 1000] [--seed 1]
                                               where activations end up, simulated over unlike silos with late reports: our choice
                                               beside chance, imitations of two of the runtime's policies and an oracle
        """);
    return 2;
}
