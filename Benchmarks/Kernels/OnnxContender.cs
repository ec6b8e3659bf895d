using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>ONNX Runtime, with input and output bound beforehand.</summary>
internal sealed class OnnxContender : IContender
{
    private static readonly string[] Inputs = ["x"];
    private static readonly string[] Outputs = ["y"];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtValue[] inputs;
    private readonly OrtValue[] outputs;
    private readonly float[] y;

    public OnnxContender(byte[] model, float[] x, long[] inputShape, long[] outputShape, int threads)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        session = new InferenceSession(model, settings);
        y = new float[outputShape.Aggregate((a, b) => a * b)];
        inputs = [OrtValue.CreateTensorValueFromMemory(x, inputShape)];
        outputs = [OrtValue.CreateTensorValueFromMemory(y, outputShape)];
    }

    public string Name => "onnxruntime";

    public ReadOnlySpan<float> Output => y;

    public void Run() => session.Run(options, Inputs, inputs, Outputs, outputs);

    public void Dispose()
    {
        foreach (var value in inputs.Concat(outputs))
        {
            value.Dispose();
        }

        options.Dispose();
        session.Dispose();
    }
}
