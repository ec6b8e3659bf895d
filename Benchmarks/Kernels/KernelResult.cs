namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>One row of the results.</summary>
/// <param name="Kernel">What was computed.</param>
/// <param name="Shape">M × K × N.</param>
/// <param name="Dtype">The type of the weights.</param>
/// <param name="Threads">The threads that each contender had.</param>
/// <param name="Gflops">Billions of multiplications and additions a second: the median of the rounds.</param>
/// <param name="PeakShare">Its share of the FP32 FMA peak measured in the same rounds.</param>
/// <param name="Peers">Our speed as a multiple of each peer's: the median of the rounds.</param>
internal sealed record KernelResult(
    string Kernel, string Shape, string Dtype, int Threads, double Gflops, double PeakShare, IReadOnlyDictionary<string, double> Peers);
