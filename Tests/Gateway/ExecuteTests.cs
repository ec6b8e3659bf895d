using System.Globalization;
using System.Text.Json;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed class ExecuteTests(SharedNode node)
{
    private const string Classifier = """ "modelType":"classifier","inputSize":784,"hiddenSizes":[128,64],"outputSize":10 """;

    [Fact]
    public async Task Execute_ARowOfAClassifier_AnswersTenProbabilitiesInTheDocumentedShape()
    {
        var id = await node.Client.DeployAsync("shape", Classifier);
        var text = await node.Client.PostJsonAsync($"/inferno/execute/{id}", $$"""{"data":{{Row(1)}}}""").TextAsync();

        using var answer = JsonDocument.Parse(text);
        var result = answer.RootElement.GetProperty("result");
        Assert.Equal($$"""{"success":true,"result":{{result.GetRawText()}},"error":null}""", text);
        var probabilities = result.EnumerateArray().Select(number => number.GetDouble()).ToArray();
        Assert.Equal(10, probabilities.Length);
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
        Assert.Equal(1, probabilities.Sum(), tolerance: 1e-5);
    }

    [Fact]
    public async Task Execute_SeveralRowsInOneRequest_EqualsTheSingleRowsBitForBit()
    {
        var id = await node.Client.DeployAsync("rows", Classifier);
        var rows = Enumerable.Range(0, 9).Select(Row).ToArray();

        var together = await node.Client.ExecuteAsync(id, $"[{string.Join(',', rows.Select(row => row[1..^1]))}]");
        var alone = new List<string>();
        foreach (var row in rows)
        {
            alone.AddRange(await node.Client.ExecuteAsync(id, row));
        }

        Assert.Equal(90, together.Length);
        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task Execute_RequestsAtTheSameTime_EqualTheSameRequestsOneByOne()
    {
        var id = await node.Client.DeployAsync("batched", Classifier);
        var rows = Enumerable.Range(0, 40).Select(Row).ToArray();

        var together = await Task.WhenAll(rows.Select(row => node.Client.ExecuteAsync(id, row)));

        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(await node.Client.ExecuteAsync(id, rows[i]), together[i]);
        }
    }

    [Fact]
    public async Task Seed_TheSameTwice_GivesTheSameAnswersAndAnotherGivesOthers()
    {
        var first = await node.Client.DeployAsync("seed", $"{Classifier},\"seed\":7");
        var same = await node.Client.DeployAsync("seed", $"{Classifier},\"seed\":7");
        var other = await node.Client.DeployAsync("seed", $"{Classifier},\"seed\":8");
        var chance = await node.Client.DeployAsync("seed", Classifier);

        var expected = await node.Client.ExecuteAsync(first, Row(1));
        Assert.Equal(expected, await node.Client.ExecuteAsync(first, Row(1)));
        Assert.Equal(expected, await node.Client.ExecuteAsync(same, Row(1)));
        Assert.NotEqual(expected, await node.Client.ExecuteAsync(other, Row(1)));
        Assert.NotEqual(expected, await node.Client.ExecuteAsync(chance, Row(1)));
    }

    [Fact]
    public async Task Execute_Answers_TellModelVersionAndReplica()
    {
        var id = await node.Client.DeployAsync("told", """ "modelType":"mlp","inputSize":2,"outputSize":2 """);
        using var answer = await node.Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2]}""");

        Assert.Equal("FeedForward@1.0", Assert.Single(answer.Headers.GetValues("X-Inferno-Model-Version")));
        Assert.StartsWith($"{id}/", Assert.Single(answer.Headers.GetValues("X-Inferno-Replica")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[0.5,-1]")]
    [InlineData("[5e-1,-1.0E+0]")]
    [InlineData(" [ 0.50000 ,\n -1 ] ")]
    [InlineData("[0.5,-1.00000000000000000000000000000000000000000000000000]")]
    public async Task Execute_NumbersSpelledInAnyWay_GiveTheSameAnswer(string row)
    {
        var id = await node.Client.DeployAsync("spelled", """ "modelType":"perceptron","inputSize":2,"seed":5 """);

        Assert.Equal(await node.Client.ExecuteAsync(id, "[0.5,-1]"), await node.Client.ExecuteAsync(id, row));
    }

    [Fact]
    public async Task Execute_LargestFiniteInputs_AreTakenWhereTheNetworkDoesNotOverflow()
    {
        var id = await node.Client.DeployAsync("large", """ "modelType":"perceptron","inputSize":1,"seed":5 """);

        var result = Assert.Single(await node.Client.ExecuteAsync(id, "[3.4028234e38]"));
        Assert.Contains(result, (string[])["0", "1"]);
    }

    private static string Row(int seed)
    {
        var random = new Random(seed);
        return $"[{string.Join(',', Enumerable.Range(0, 784).Select(_ => random.NextSingle().ToString(CultureInfo.InvariantCulture)))}]";
    }
}
