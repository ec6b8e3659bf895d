namespace InfernoOrleans.Benchmarks.Networks;

/// <summary>One row of the results.</summary>
/// <param name="Network">The sizes of its layers.</param>
/// <param name="Batch">The rows of a run.</param>
/// <param name="Threads">The threads that each contender had.</param>
/// <param name="Microseconds">What a run of ours takes: the median of the rounds.</param>
/// <param name="OfOnnxRuntime">Our time as a share of ONNX Runtime's: the median of the rounds; below 1 ours is faster.</param>
/// <param name="OfOneThread">The same of our own time with one thread; 1 where there is no other.</param>
internal sealed record MlpResult(string Network, int Batch, int Threads, double Microseconds, double OfOnnxRuntime, double OfOneThread);
