using System.Text.RegularExpressions;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed partial class BuildTests(SharedNode node)
{
    [Fact]
    public async Task Build_TheDocumentedClassifier_AnswersToTheLetter()
    {
        var text = await BuildAsync("""{"modelType":"classifier","inputSize":784,"hiddenSizes":[128,64],"outputSize":10}""");

        Assert.Equal(
            """{"success":true,"metadata":{"name":"Classifier","version":"1.0","architecture":"784 → 128 → 64 → 10 (softmax)","parameterCount":109386,"created":0},"architecture":"784 → 128 → 64 → 10 (softmax)","parameterCount":109386}""",
            text);
    }

    [Theory]
    [InlineData("feedforward", "[20,30]", "FeedForward", "", new[] { 10, 20, 30, 5 })]
    [InlineData("feedforward", "[1]", "FeedForward", "", new[] { 10, 1, 5 })]
    [InlineData("classifier", "[7]", "Classifier", " (softmax)", new[] { 10, 7, 5 })]
    [InlineData("classifier", "[7,8,9]", "Classifier", " (softmax)", new[] { 10, 7, 8, 9, 5 })]
    [InlineData("perceptron", "[]", "Perceptron", " (sigmoid)", new[] { 10, 1 })]
    [InlineData("perceptron", "[0]", "Perceptron", " (sigmoid)", new[] { 10, 1 })]
    [InlineData("mlp", "[0]", "FeedForward", "", new[] { 10, 64, 32, 5 })]
    [InlineData("mlp", "null", "FeedForward", "", new[] { 10, 64, 32, 5 })]
    [InlineData("deepnet", "[-3,99999999]", "FeedForward", "", new[] { 10, 128, 64, 32, 16, 5 })]
    public async Task Build_EachModelType_DescribesItsNetwork(string modelType, string hiddenSizes, string name, string ending, int[] sizes)
    {
        var text = await BuildAsync($$"""{"modelType":"{{modelType}}","inputSize":10,"hiddenSizes":{{hiddenSizes}},"outputSize":5}""");

        var architecture = string.Join(" → ", sizes) + ending;
        var parameters = sizes.Zip(sizes.Skip(1), (inputs, outputs) => (inputs + 1) * outputs).Sum();
        Assert.Equal(
            $$"""{"success":true,"metadata":{"name":"{{name}}","version":"1.0","architecture":"{{architecture}}","parameterCount":{{parameters}},"created":0},"architecture":"{{architecture}}","parameterCount":{{parameters}}}""",
            text);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("null")]
    [InlineData("99999999")]
    public async Task Build_PerceptronWithAnyOutputSize_HasOneOutput(string outputSize)
    {
        var text = await BuildAsync($$"""{"modelType":"perceptron","inputSize":3,"outputSize":{{outputSize}}}""");

        Assert.Contains("\"architecture\":\"3 → 1 (sigmoid)\",\"parameterCount\":4", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithBatchNorm_CountsItsWeightsAndBiases()
    {
        var text = await BuildAsync(
            """{"modelType":"feedforward","inputSize":3,"hiddenSizes":[5],"outputSize":2,"batchNorm":true,"activation":"tanh","dropout":0.5}""");

        Assert.Contains($"\"parameterCount\":{(4 * 5) + (2 * 5) + (6 * 2)}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ANetworkTooLargeToHold_IsDescribedSinceNothingIsAllocated()
    {
        // Almost a gibibyte, the most that the default allows.
        var text = await BuildAsync("""{"modelType":"feedforward","inputSize":16382,"hiddenSizes":[16383],"outputSize":1}""");

        Assert.Contains($"\"parameterCount\":{(16_383L * 16_383) + 16_384}", text, StringComparison.Ordinal);
    }

    private async Task<string> BuildAsync(string body)
    {
        var text = await node.Client.PostJsonAsync("/inferno/models/build", body).TextAsync();
        Assert.Single(Created().Matches(text));
        return Created().Replace(text, "\"created\":0");
    }

    [GeneratedRegex("\"created\":[0-9]{13}(?=[,}])")]
    private static partial Regex Created();
}
