namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>One row of the results.</summary>
/// <param name="Kernel">What was computed.</param>
/// <param name="Shape">M x K x N, or the number of elements.</param>
/// <param name="Dtype">The type of the weights.</param>
/// <param name="Threads">The threads that each contender had.</param>
/// <param name="Gflops">Billions of multiplications and additions (of elements, for functions) a second: the median of the rounds.</param>
/// <param name="PeakShare">
/// Its share of a peak measured in the same rounds, times the threads: that of byte dot products for INT8 and INT4 where the machine has
/// AVX-VNNI, else that of FP32 multiply-adds; 0 for functions.
/// </param>
/// <param name="Peers">
/// Our speed as a multiple of each peer's (fp32, one-thread: our own otherwise; apart: of what as many threads reach together, each with a
/// product of its own): the median of the rounds.
/// </param>
internal sealed record KernelResult(
    string Kernel, string Shape, string Dtype, int Threads, double Gflops, double PeakShare, IReadOnlyDictionary<string, double> Peers);
