using BenchmarkDotNet.Attributes;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>Single kernels under BenchmarkDotNet: absolute times with their spread.</summary>
public class KernelBenchmarks
{
    private readonly float[] x = new float[64 * 1024];
    private readonly float[] y = new float[64 * 1024];
    private float[] scratch = [];
    private PackedWeights weights = null!;

    /// <summary>How the weights of the product are stored.</summary>
    [Params("FP32", "FP16", "INT8", "INT4")]
    public string Dtype { get; set; } = "FP32";

    /// <summary>M of the product, and how many times 1,024 elements the functions have.</summary>
    [Params(1, 8, 64)]
    public int Rows { get; set; }

    /// <summary>Packs 1,024 x 1,024 weights.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Xoshiro256 random = new(1);
        float[] weight = [.. Enumerable.Range(0, 1024 * 1024).Select(_ => (float)(random.NextUniform() - 0.5))];
        weight.AsSpan(0, x.Length).CopyTo(x);
        var dtype = Enum.Parse<TensorDType>(Dtype);
        weights = PackedWeights.Pack(weight, 1024, 1024, dtype, MemoryLedger.Unlimited);
        scratch = new float[PackedWeights.ScratchElements(Rows, 1024, 1024, dtype)];
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup() => weights.Dispose();

    /// <summary>y[M, 1024] = x[M, 1024] · Wᵀ.</summary>
    [Benchmark]
    public void Product() => weights.Apply(x.AsSpan(0, Rows * 1024), [], y.AsSpan(0, Rows * 1024), Rows, scratch, Epilogue.None);

    /// <summary>tanh.</summary>
    [Benchmark]
    public void Tanh() => Elementwise.Apply<TanhOperator>(x.AsSpan(0, Rows * 1024), y.AsSpan(0, Rows * 1024));

    /// <summary>Softmax of rows of 1,024.</summary>
    [Benchmark]
    public void Softmax() => RowSoftmax.Apply(x.AsSpan(0, Rows * 1024), y.AsSpan(0, Rows * 1024), 1024);
}
