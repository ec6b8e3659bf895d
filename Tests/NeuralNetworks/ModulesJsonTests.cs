using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class ModulesJsonTests
{
    [Fact]
    public void FromModulesJson_EveryKindOfModule_RoundTrips()
    {
        NetworkArchitecture network = new("n", [
            new ModuleSpec.Linear(4, 3, bias: false), new ModuleSpec.BatchNorm(3, 1e-3, 0.25), new ModuleSpec.ReLU(), new ModuleSpec.Dropout(0.1),
            new ModuleSpec.Linear(3, 2), new ModuleSpec.Sigmoid(), new ModuleSpec.Tanh(), new ModuleSpec.Softmax()]);

        Assert.Equal(network.Modules, NetworkArchitecture.FromModulesJson(network.ToModulesJson(), "n").Modules);
    }

    [Fact]
    public void FromModulesJson_WhiteSpaceAndDefaults_AreRead()
    {
        NetworkArchitecture network = NetworkArchitecture.FromModulesJson(
            """ [ {"type" : "Linear", "in":4,"out":3, "bias":true},{"features":3,"type":"BatchNorm"} ]  """, "n");

        Assert.Equal([new ModuleSpec.Linear(4, 3), new ModuleSpec.BatchNorm(3, 1e-5, 0.1)], network.Modules);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("""[""", "not valid JSON")]
    [InlineData("""[] []""", "not valid JSON")]
    [InlineData("""{}""", "must be a JSON array")]
    [InlineData("""[]""", "from 1 to 512")]
    [InlineData("""[[]]""", "Module 0 must be an object")]
    [InlineData("""[{"type":"ReLU"},7]""", "Module 1 must be an object")]
    [InlineData("""[{}]""", "Module 0: the member 'type'")]
    [InlineData("""[{"type":3}]""", "Module 0: the member 'type'")]
    [InlineData("""[{"type":"linear","in":1,"out":1}]""", "'linear'")]
    [InlineData("""[{"type":"ReLU"},{"type":"Conv2d"}]""", "Module 1: the member 'type' is 'Conv2d'")]
    [InlineData("""[{"type":"Linear","out":1}]""", "Module 0: the member 'in'")]
    [InlineData("""[{"type":"Linear","in":1}]""", "Module 0: the member 'out'")]
    [InlineData("""[{"type":"Linear","in":1.5,"out":1}]""", "Module 0: the member 'in'")]
    [InlineData("""[{"type":"Linear","in":"1","out":1}]""", "Module 0: the member 'in'")]
    [InlineData("""[{"type":"Linear","in":0,"out":1}]""", "Module 0: the member 'in'")]
    [InlineData("""[{"type":"Linear","in":16777217,"out":1}]""", "Module 0: the member 'in'")]
    [InlineData("""[{"type":"Linear","in":16777216,"out":16777216}]""", "Module 0: ")]
    [InlineData("""[{"type":"Linear","in":1,"out":1,"bias":0}]""", "Module 0: the member 'bias'")]
    [InlineData("""[{"type":"Linear","in":1,"out":1,"x":0}]""", "Module 0: the member 'x' is not known")]
    [InlineData("""[{"type":"Linear","in":1,"in":1,"out":1}]""", "repeated")]
    [InlineData("""[{"type":"ReLU","inplace":true}]""", "Module 0: the member 'inplace'")]
    [InlineData("""[{"type":"Dropout"}]""", "Module 0: the member 'p'")]
    [InlineData("""[{"type":"Dropout","p":1}]""", "Module 0: A dropout must")]
    [InlineData("""[{"type":"Dropout","p":1e999}]""", "Module 0: A dropout must")]
    [InlineData("""[{"type":"BatchNorm","features":1,"eps":-1}]""", "Module 0: Epsilon must")]
    [InlineData("""[{"type":"Linear","in":{"a":1},"out":1}]""", "")]
    [InlineData("""[{"type":"\ud800"}]""", "")]
    [InlineData("""[{"\ud800":1}]""", "")]
    [InlineData("""[{"type":"ReLU"}]""", "at least one linear")]
    [InlineData("""[{"type":"Linear","in":1,"out":2},{"type":"Linear","in":1,"out":2}]""", "Module 1 takes 1 numbers, but 2")]
    public void FromModulesJson_AnythingElse_IsRefusedWithItsReason(string json, string reason)
    {
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => NetworkArchitecture.FromModulesJson(json, "n"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromModulesJson_TooManyModulesOrTooLong_IsRefused()
    {
        string many = $"[{string.Join(',', Enumerable.Repeat("""{"type":"Linear","in":1,"out":1}""", 513))}]";

        Assert.Throws<ModelFormatException>(() => NetworkArchitecture.FromModulesJson(many, "n"));
        Assert.Throws<ModelFormatException>(() => NetworkArchitecture.FromModulesJson(new string(' ', 300_000) + many, "n"));
        Assert.Throws<ModelFormatException>(() => NetworkArchitecture.FromModulesJson("\ud800", "n"));
    }
}
