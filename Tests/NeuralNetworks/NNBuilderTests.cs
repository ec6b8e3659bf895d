using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class NNBuilderTests
{
    [Fact]
    public void Build_TheDocumentedExample_Works()
    {
        DateTimeOffset noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);
        using NeuralNetwork model = NNBuilder.BuildClassifier(
            inputSize: 784, hiddenSizes: [128, 64], numClasses: 10, seed: 7, time: new FakeTimeProvider(noon));
        using Tensor input = Tensor.Randn(TensorShape.Vector(784), seed: 3);
        using Tensor output = model.Predict(input);

        Assert.Equal(new ModelMetadata("Classifier", "1.0", "784 → 128 → 64 → 10 (softmax)", 109_386, noon), model.Metadata);
        Assert.Equal(109_386, model.ParameterCount);
        Assert.Equal(TensorShape.Vector(10), output.Shape);
        Assert.Equal(1, output.ReadOnlySpan.ToArray().Sum(), 1e-6);
        Assert.True(output.ReadOnlySpan.ToArray().Distinct().Count() > 5);
    }

    [Fact]
    public void NNArchitectures_EachKind_HasItsSizes()
    {
        using NeuralNetwork perceptron = NNArchitectures.Perceptron(5);
        using NeuralNetwork mlp = NNArchitectures.Mlp(inputSize: 100, outputSize: 10);
        using NeuralNetwork deep = NNArchitectures.DeepNet(20, 3);
        using NeuralNetwork forward = NNBuilder.BuildFeedForward(4, [3], 2);

        Assert.Equal("5 → 1 (sigmoid)", perceptron.Metadata.Architecture);
        Assert.Equal("100 → 64 → 32 → 10", mlp.Metadata.Architecture);
        Assert.Equal("20 → 128 → 64 → 32 → 16 → 3", deep.Metadata.Architecture);
        Assert.Equal("4 → 3 → 2", forward.Metadata.Architecture);
    }

    [Fact]
    public void Build_SameSeed_SameBitsAndAnotherSeedOthers()
    {
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));

        static float[] Weights(long seed)
        {
            using NeuralNetwork model = NNArchitectures.Mlp(30, 4, seed: seed);
            return [.. model.Network.NamedParameters().SelectMany(t => t.Tensor.ReadOnlySpan.ToArray())];
        }
    }

    [Theory]
    [InlineData(HiddenActivation.Relu, 6.0 / 400)]
    [InlineData(HiddenActivation.Sigmoid, 6.0 / 700)]
    [InlineData(HiddenActivation.Tanh, 6.0 / 700)]
    public void Build_HiddenLayer_HasHeOrGlorotWeightsAndNoBias(HiddenActivation activation, double squaredBound)
    {
        using NeuralNetwork model =
            NNBuilder.BuildFeedForward(400, [300], 200, new() { Activation = activation, BatchNorm = true, Dropout = 0.1 }, seed: 9);

        CheckUniform((Linear)model.Network.Modules[0], Math.Sqrt(squaredBound));
        CheckUniform(model.Network.Modules.OfType<Linear>().Last(), Math.Sqrt(6.0 / 500));
    }

    [Fact]
    public void Build_WithoutRoomOrCancelled_HoldsNothing()
    {
        MemoryLedger ledger = new((4 * 109_386) - 1);
        Assert.Throws<MemoryRefusedException>(() => NNBuilder.BuildClassifier(784, [128, 64], 10, ledger: ledger));
        Assert.Equal(0, ledger.Reserved);

        MemoryLedger roomy = new(4 * 109_386);
        Assert.Throws<OperationCanceledException>(
            () => NNBuilder.BuildClassifier(784, [128, 64], 10, ledger: roomy, cancellationToken: new(canceled: true)));
        Assert.Equal(0, roomy.Reserved);

        using (NeuralNetwork model = NNBuilder.BuildClassifier(784, [128, 64], 10, ledger: roomy))
        {
            Assert.Equal(0, roomy.Free);
        }

        Assert.Equal(0, roomy.Reserved);
    }

    private static void CheckUniform(Linear linear, double bound)
    {
        double[] w = [.. linear.Weight.ReadOnlySpan.ToArray().Select(v => (double)v)];
        Assert.InRange(w.Max(Math.Abs), 0.999 * bound, bound * (1 + 1e-6));

        // A uniform distribution has the variance bound²/3; five standard errors for at least 60,000 numbers.
        Assert.InRange(w.Average() / bound, -0.012, 0.012);
        Assert.InRange(w.Average(v => v * v) / (bound * bound / 3), 1 - 0.0183, 1 + 0.0183);
        Assert.False(linear.Bias!.ReadOnlySpan.ContainsAnyExcept(0f));
    }
}
