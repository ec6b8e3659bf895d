using InfernoOrleans.Benchmarks.Kernels;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Benchmarks.Networks;

/// <summary>Our compiled plan; a further thread is a worker of a compute pool that helps.</summary>
internal sealed class PlanContender(string name, Sequential network, float[] x, int rows, int threads) : IContender
{
    private readonly InferencePlan plan = InferencePlan.Compile(network, maxConcurrency: 1);
    private readonly ComputePool? pool = threads == 1 ? null : new ComputePool(threads - 1);
    private readonly float[] y = new float[rows * network.Architecture.OutputSize];

    public string Name => name;

    public ReadOnlySpan<float> Output => y;

    public void Run() => plan.Run(x, y, rows, pool);

    public void Dispose()
    {
        pool?.Dispose();
        plan.Dispose();
    }
}
