using InfernoOrleans.NeuralNetworks;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class NetworkArchitectureTests
{
    [Fact]
    public void Classifier_OfTheDocumentedExample_IsDescribedToTheLetter()
    {
        NetworkArchitecture classifier = NetworkArchitecture.Classifier(784, [128, 64], 10);

        Assert.Equal(("Classifier", "1.0"), (classifier.Name, classifier.Version));
        Assert.Equal("784 → 128 → 64 → 10 (softmax)", classifier.Text);
        Assert.Equal(109_386, classifier.ParameterCount);
        Assert.Equal(4 * 109_386, classifier.WeightBytes);
        Assert.Equal((784, 10), (classifier.InputSize, classifier.OutputSize));
        Assert.Equal(
            """[{"type":"Linear","in":784,"out":128},{"type":"ReLU"},{"type":"Linear","in":128,"out":64},{"type":"ReLU"},{"type":"Dropout","p":0.3},{"type":"Linear","in":64,"out":10},{"type":"Softmax"}]""",
            classifier.ToModulesJson());
    }

    [Fact]
    public void Kinds_PlainForms_AreTheDocumentedOnes()
    {
        Check(NetworkArchitecture.FeedForward(3, [5], 2), "FeedForward", "3 → 5 → 2", 32, "Linear ReLU Linear");
        Check(NetworkArchitecture.Perceptron(7), "Perceptron", "7 → 1 (sigmoid)", 8, "Linear Sigmoid");
        Check(NetworkArchitecture.Mlp(100, 10), "FeedForward", "100 → 64 → 32 → 10", 8874, "Linear ReLU Linear ReLU Linear");
        Check(
            NetworkArchitecture.DeepNet(10, 2),
            "FeedForward",
            "10 → 128 → 64 → 32 → 16 → 2",
            12_306,
            "Linear ReLU Linear ReLU Linear ReLU Linear ReLU Linear");
    }

    [Fact]
    public void Options_AllGiven_ShapeEveryHiddenLayer()
    {
        NetworkOptions options = new() { Activation = HiddenActivation.Tanh, Dropout = 0.5, BatchNorm = true };

        Check(
            NetworkArchitecture.Classifier(3, [5, 4], 2, options),
            "Classifier",
            "3 → 5 → 4 → 2 (softmax)",
            20 + 10 + 24 + 8 + 10,
            "Linear BatchNorm Tanh Dropout Linear BatchNorm Tanh Dropout Linear Softmax");
        Check(
            NetworkArchitecture.Classifier(3, [5, 4], 2, new() { Dropout = 0, Activation = HiddenActivation.Sigmoid }),
            "Classifier",
            "3 → 5 → 4 → 2 (softmax)",
            54,
            "Linear Sigmoid Linear Sigmoid Linear Softmax");
    }

    [Fact]
    public void WeightBytes_WithBatchNorm_CountTheRunningStatistics()
    {
        NetworkArchitecture network = NetworkArchitecture.FeedForward(3, [5], 2, new() { BatchNorm = true });

        Assert.Equal(42, network.ParameterCount);
        Assert.Equal(4 * (42 + 10), network.WeightBytes);
    }

    [Theory]
    [InlineData(0, 5, 2, "inputSize")]
    [InlineData(3, 0, 2, "hiddenSizes")]
    [InlineData(3, 5, 0, "outputSize")]
    [InlineData((1 << 24) + 1, 5, 2, "inputSize")]
    [InlineData(1 << 24, 129, 2, "hiddenSizes")]
    [InlineData(3, 1 << 20, 1 << 20, "outputSize")]
    public void FeedForward_SizeOutOfRange_NamesTheParameter(int inputs, int hidden, int outputs, string name)
    {
        Assert.Equal(
            name,
            Assert.Throws<ArgumentOutOfRangeException>(() => NetworkArchitecture.FeedForward(inputs, [hidden], outputs)).ParamName);
    }

    [Fact]
    public void FeedForward_NoOrTooManyHiddenSizes_NamesTheParameter()
    {
        foreach (int count in new[] { 0, 256, 10_000 })
        {
            Assert.Equal("hiddenSizes", Assert.Throws<ArgumentException>(
                () => NetworkArchitecture.FeedForward(3, [.. Enumerable.Repeat(2, count)], 2)).ParamName);
        }

        Assert.Equal(511, NetworkArchitecture.FeedForward(3, [.. Enumerable.Repeat(2, 255)], 2).Modules.Count);
        Assert.Equal(512, NetworkArchitecture.Classifier(3, [.. Enumerable.Repeat(2, 255)], 2, new() { Dropout = 0 }).Modules.Count);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void FeedForward_DropoutOutOfRange_Throws(double dropout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkArchitecture.FeedForward(3, [5], 2, new() { Dropout = dropout }));

    [Fact]
    public void Constructor_ModulesThatDoNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", []));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", [new ModuleSpec.ReLU()]));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", [new ModuleSpec.Linear(2, 3), new ModuleSpec.Linear(2, 3)]));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", [new ModuleSpec.Linear(2, 3), new ModuleSpec.BatchNorm(2)]));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", [new ModuleSpec.Linear(2, 3), null!]));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("n", Enumerable.Repeat(new ModuleSpec.Linear(2, 2), 513)));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture(" ", [new ModuleSpec.Linear(2, 3)]));
        Assert.Throws<ArgumentException>(() => new NetworkArchitecture("a\nb", [new ModuleSpec.Linear(2, 3)]));
    }

    [Fact]
    public void Constructor_ActivationFirst_TakesTheSizeOfTheFirstSizedModule()
    {
        NetworkArchitecture network = new("n", [new ModuleSpec.Tanh(), new ModuleSpec.BatchNorm(4), new ModuleSpec.Linear(4, 3)]);

        Assert.Equal((4, 3, "4 → 3"), (network.InputSize, network.OutputSize, network.Text));
    }

    private static void Check(NetworkArchitecture network, string name, string text, long parameters, string modules)
    {
        Assert.Equal((name, text, parameters), (network.Name, network.Text, network.ParameterCount));
        Assert.Equal(modules, string.Join(' ', network.Modules.Select(m => m.GetType().Name)));
    }
}
