using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(RefusingTests.Name)]
public sealed class NetworkRefusalTests(RefusingNode node)
{
    private const string Sizes = "\"inputSize\":4,\"outputSize\":2";

    private static readonly string manyLayers = string.Join(',', Enumerable.Repeat("4", 65));

    /// <summary>Field at fault, and the members of a build without their braces.</summary>
    public static TheoryData<string?, string> Networks => new()
    {
        { "modelType", Sizes },
        { "modelType", $"\"modelType\":null,{Sizes}" },
        { "modelType", $"\"modelType\":\"\",{Sizes}" },
        { "modelType", $"\"modelType\":\"transformer\",{Sizes}" },
        { "modelType", $"\"modelType\":\"MLP\",{Sizes}" },
        { "modelType", $"\"modelType\":5,{Sizes}" },
        { "modelType", $$"""  "modelType":"\ud800",{{Sizes}} """ },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes}" },
        { "hiddenSizes", $"\"modelType\":\"classifier\",{Sizes}" },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[]" },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":null" },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":8" },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":\"8\"" },
        { "hiddenSizes[0]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[0]" },
        { "hiddenSizes[1]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[8,-1]" },
        { "hiddenSizes[0]", $"\"modelType\":\"classifier\",{Sizes},\"hiddenSizes\":[65537]" },
        { "hiddenSizes[1]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[8,\"8\"]" },
        { "hiddenSizes[1]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[8,null]" },
        { "hiddenSizes[1]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[8,[8]]" },
        { "hiddenSizes[0]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[8.5]" },
        { "hiddenSizes[0]", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[1e30]" },
        { "hiddenSizes", $"\"modelType\":\"feedforward\",{Sizes},\"hiddenSizes\":[{manyLayers}]" },
        { "hiddenSizes", "\"modelType\":\"feedforward\",\"inputSize\":65536,\"outputSize\":1,\"hiddenSizes\":[4097]" },
        { "hiddenSizes", "\"modelType\":\"feedforward\",\"inputSize\":65536,\"outputSize\":1,\"hiddenSizes\":[65536]" },
        { "hiddenSizes", "\"modelType\":\"classifier\",\"inputSize\":1,\"outputSize\":65536,\"hiddenSizes\":[65536]" },
        { "inputSize", "\"modelType\":\"mlp\",\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":0,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"perceptron\",\"inputSize\":-1" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":65537,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":1e18,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":1000000000000000000,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":1e30,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":4.5,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":\"4\",\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":true,\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":[4],\"outputSize\":2" },
        { "inputSize", "\"modelType\":\"mlp\",\"inputSize\":{},\"outputSize\":2" },
        { "outputSize", "\"modelType\":\"deepnet\",\"inputSize\":4" },
        { "outputSize", "\"modelType\":\"mlp\",\"inputSize\":4,\"outputSize\":0" },
        { "outputSize", "\"modelType\":\"mlp\",\"inputSize\":4,\"outputSize\":65537" },
        { "outputSize", "\"modelType\":\"mlp\",\"inputSize\":4,\"outputSize\":\"2\"" },
        { "dropout", $"\"modelType\":\"mlp\",{Sizes},\"dropout\":1" },
        { "dropout", $"\"modelType\":\"mlp\",{Sizes},\"dropout\":-0.1" },
        { "dropout", $"\"modelType\":\"mlp\",{Sizes},\"dropout\":1e400" },
        { "dropout", $"\"modelType\":\"mlp\",{Sizes},\"dropout\":\"0.5\"" },
        { "batchNorm", $"\"modelType\":\"mlp\",{Sizes},\"batchNorm\":1" },
        { "batchNorm", $"\"modelType\":\"mlp\",{Sizes},\"batchNorm\":\"true\"" },
        { "seed", $"\"modelType\":\"mlp\",{Sizes},\"seed\":1.5" },
        { "seed", $"\"modelType\":\"mlp\",{Sizes},\"seed\":99999999999999999999" },
        { "seed", $"\"modelType\":\"mlp\",{Sizes},\"seed\":\"1\"" },
        { "activation", $"\"modelType\":\"mlp\",{Sizes},\"activation\":\"swish\"" },
        { "activation", $"\"modelType\":\"mlp\",{Sizes},\"activation\":1" },
        { "activation", "\"modelType\":\"perceptron\",\"inputSize\":4,\"activation\":\"relu\"" },
        { "dropout", "\"modelType\":\"perceptron\",\"inputSize\":4,\"dropout\":0.1" },
        { "batchNorm", "\"modelType\":\"perceptron\",\"inputSize\":4,\"batchNorm\":false" },
        { "colour", $"\"modelType\":\"mlp\",{Sizes},\"colour\":1" },
        { "ModelType", $"\"ModelType\":\"mlp\",{Sizes}" },
        { "two words", $"\"modelType\":\"mlp\",{Sizes},\"two words\":1" },
        { "?", $$"""  "modelType":"mlp",{{Sizes}},"\ud800":1 """ },
        { "inputSize", $"\"modelType\":\"mlp\",{Sizes},\"inputSize\":4" },
        { null, $"\"modelType\":\"mlp\",{Sizes},\"seed\":NaN" },
        { null, $"\"modelType\":\"mlp\",{Sizes}," },
        { null, $"\"modelType\":\"mlp\",{Sizes},\"hiddenSizes\":[[[[[[[[[[1]]]]]]]]]]" },
    };

    /// <summary>Bodies that are no JSON objects.</summary>
    public static TheoryData<string> Malformed => new(
        "", " ", "{", "{}}", "{} {}", "null", "1", "\"text\"", "[]", "[{}]", "NaN", "// comment\n{}", "\ufeff{}", new string('[', 200), "{'modelType':'mlp'}");

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Network_ThatCannotBeBuilt_IsRefusedByItsField(string? field, string members)
    {
        await node.Client.PostJsonAsync("/inferno/models/build", $$"""{{{members}}}""").ProblemAsync(400, field);
        await node.Client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"refused",{{members}}}""").ProblemAsync(400, field);
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Body_ThatIsNoJsonObject_IsRefused(string body)
    {
        foreach (var path in new[] { "/inferno/models/build", "/inferno/deploy/model" })
        {
            Assert.Contains("JSON", await node.Client.PostJsonAsync(path, body).ProblemAsync(400), StringComparison.Ordinal);
        }

        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task ModelType_Unknown_IsToldTheFive()
    {
        var detail = await node.Client.PostJsonAsync("/inferno/models/build", """{"modelType":"cnn"}""").ProblemAsync(400, "modelType");

        Assert.All(["feedforward", "classifier", "perceptron", "mlp", "deepnet"], known => Assert.Contains(known, detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Field_Unknown_IsToldTheKnownOnes()
    {
        var detail = await node.Client.PostJsonAsync("/inferno/models/build", """{"colour":1}""").ProblemAsync(400, "colour");

        Assert.Contains(
            "modelType, inputSize, hiddenSizes, outputSize, activation, dropout, batchNorm, seed", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Field_GivenTwice_IsSaidToBe()
    {
        var detail = await node.Client.PostJsonAsync(
            "/inferno/models/build", """{"modelType":"mlp","modelType":"mlp","inputSize":1,"outputSize":1}""").ProblemAsync(400, "modelType");

        Assert.Contains("twice", detail, StringComparison.Ordinal);
    }
}
