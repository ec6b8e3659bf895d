using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class QuantizedNetworkTests
{
    [Fact]
    public void Library_TheDocumentedExample_RunsLineByLine()
    {
        using var a = Tensor.Randn(TensorShape.Matrix(2, 3), seed: 1);
        using var b = Tensor.Randn(TensorShape.Matrix(3, 2), seed: 2);
        using var c = a.MatMul(b);
        using var d = c + c;
        using var e = d * 0.5f;
        using var f = e.Relu();
        using var g = f.Quantize(TensorDType.INT8);

        using var model = NNBuilder.BuildClassifier(inputSize: 784, hiddenSizes: [128, 64], numClasses: 10, seed: 7);
        using var mlp = NNArchitectures.Mlp(inputSize: 100, outputSize: 10);
        using var input = Tensor.Randn(TensorShape.Vector(784), seed: 3);
        using var output = model.Predict(input);
        string line = $"{model.Metadata.Name} {model.Metadata.Architecture} {model.ParameterCount}";
        using var quantized = model.Quantize(TensorDType.INT8);
        using var answer = quantized.Predict(input);

        Assert.Equal(c.Elements().Select(v => Math.Max(v, 0)), f.Elements());
        Assert.Equal((TensorDType.INT8, TensorShape.Matrix(2, 2), 68L), (g.DType, g.Shape, g.NBytes));
        Assert.Equal("Classifier 784 → 128 → 64 → 10 (softmax) 109386", line);
        Assert.Equal("100 → 64 → 32 → 10", mlp.Metadata.Architecture);
        Assert.Equal((model.Metadata, 109_386L, TensorDType.INT8), (quantized.Metadata, quantized.ParameterCount, quantized.DType));
        TensorAssert.Close(Array.ConvertAll(output.Elements(), v => (double)v), answer.ReadOnlySpan, relative: 0, absolute: 0.01);
    }

    [Theory]
    [InlineData(TensorDType.FP32, 0)]
    [InlineData(TensorDType.FP16, 1e-3)]
    [InlineData(TensorDType.BF16, 1e-2)]
    [InlineData(TensorDType.INT8, 2e-2)]
    [InlineData(TensorDType.INT4, 0.2)]
    public void Predict_WithWeightsOfAType_IsTheNetworksWithinItsRounding(TensorDType dtype, double error)
    {
        using NeuralNetwork model = NNArchitectures.Mlp(inputSize: 100, outputSize: 10, seed: 5);
        using QuantizedNetwork quantized = model.Quantize(dtype, maxConcurrency: 1);
        using Tensor x = Tensor.Randn(TensorShape.Matrix(20, 100), seed: 1);
        using Tensor expected = model.Predict(x);
        using Tensor actual = quantized.Predict(x);

        double scale = Math.Sqrt(expected.Elements().Average(v => (double)v * v));
        double difference = Math.Sqrt(expected.Elements().Zip(actual.Elements(), (p, q) => (double)(p - q) * (p - q)).Average());
        Assert.InRange(difference / scale, 0, error);
    }

    [Fact]
    public void Quantize_ThenDisposed_GivesItsMemoryBackAndLeavesTheNetwork()
    {
        MemoryLedger ledger = new(1 << 20);
        using NeuralNetwork model = NNArchitectures.Mlp(inputSize: 100, outputSize: 10);
        using Tensor x = Tensor.Randn(TensorShape.Vector(100), seed: 1);
        QuantizedNetwork quantized = model.Quantize(TensorDType.INT4, ledger, maxConcurrency: 1);
        Assert.Equal(quantized.Bytes, ledger.Reserved);

        quantized.Dispose();
        quantized.Dispose();

        Assert.Equal(0, ledger.Reserved);
        Assert.Throws<ObjectDisposedException>(() => quantized.Predict(x));
        model.Predict(x).Dispose();
        Assert.Throws<MemoryRefusedException>(() => model.Quantize(TensorDType.INT8, new MemoryLedger(1000)));
        model.Predict(x).Dispose();
    }

    [Fact]
    public void Predict_OfAView_IsThatOfItsCopy()
    {
        using NeuralNetwork model = NNArchitectures.Mlp(inputSize: 30, outputSize: 4);
        using QuantizedNetwork quantized = model.Quantize(TensorDType.INT8);
        using Tensor view = Tensor.Randn(TensorShape.Matrix(30, 5), seed: 1).Transposed();
        using Tensor copy = view.ToContiguous();
        using Tensor expected = model.Predict(copy);
        using Tensor actual = model.Predict(view);
        using Tensor expectedQuantized = quantized.Predict(copy);
        using Tensor actualQuantized = quantized.Predict(view);

        TensorAssert.SameBits(expected.ReadOnlySpan, actual.ReadOnlySpan);
        TensorAssert.SameBits(expectedQuantized.ReadOnlySpan, actualQuantized.ReadOnlySpan);
    }

    [Fact]
    public void Predict_BadInput_Throws()
    {
        using NeuralNetwork model = NNArchitectures.Mlp(inputSize: 30, outputSize: 4);
        using QuantizedNetwork quantized = model.Quantize(TensorDType.INT8);
        using Tensor wrong = Tensor.Ones(TensorShape.Matrix(2, 31));
        using Tensor cube = Tensor.Ones(TensorShape.Of(1, 1, 30));
        using Tensor stored = Tensor.Zeros(TensorShape.Vector(30), TensorDType.FP16);

        Assert.Throws<ArgumentException>(() => quantized.Predict(wrong));
        Assert.Throws<ArgumentException>(() => quantized.Predict(cube));
        Assert.Throws<InvalidOperationException>(() => quantized.Predict(stored));
        Assert.Throws<InvalidOperationException>(() => model.Predict(stored));
    }
}
