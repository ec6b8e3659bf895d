using System.Net.Http.Headers;
using System.Text;

namespace InfernoOrleans.Tests.Gateway;

[Collection(RefusingTests.Name)]
public sealed class ImportRefusalTests(RefusingNode node)
{
    private const string Metadata = SafetensorsFile.Metadata;
    private const string Bias = SafetensorsFile.Bias;
    private const string Weight = SafetensorsFile.Weight;

    /// <summary>What the message must say, and the file.</summary>
    public static TheoryData<string, byte[]> Files => new()
    {
        { "too short", [] },
        { "too short", [1, 2, 3] },
        { "header claims", "this is no model file at all"u8.ToArray() },
        { "header claims", SafetensorsFile.Of(ulong.MaxValue, "{}") },
        { "header claims", SafetensorsFile.Of(long.MaxValue, "{}") },
        { "header claims", SafetensorsFile.Of(100_000_001, "{}") },
        { "header claims", SafetensorsFile.Of(3, "{}") },
        { "safetensors header", SafetensorsFile.Of(0, "") },
        { "safetensors header", SafetensorsFile.Of(" {}") },
        { "JSON", SafetensorsFile.Of("{\"a\"") },
        { "JSON", SafetensorsFile.Of("{}{}") },
        { "inferno.modules", SafetensorsFile.Of("{}") },
        { "inferno.modules", SafetensorsFile.Of($$"""{"__metadata__":{"format":"pt"},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "must be a string", SafetensorsFile.Of($$"""{"__metadata__":{"inferno.modules":[]},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "JSON", SafetensorsFile.Of($$"""{"__metadata__":{"inferno.modules":"nonsense"},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "modules", SafetensorsFile.Of($$"""{"__metadata__":{"inferno.modules":"[]"},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "Conv", SafetensorsFile.Of($$"""{"__metadata__":{"inferno.modules":"[{\"type\":\"Conv\"}]"},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "lacks", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}}}""", 1) },
        { "'extra'", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight}},"extra":{"dtype":"F32","shape":[0],"data_offsets":[12,12]} }""", 1, 2, 3) },
        { "span", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight}}}""", 1, 2) },
        { "span", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight}}}""", 1, 2, 3, 4) },
        { "'0.weight'", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[4,12]", "[8,16]", StringComparison.Ordinal)}}}""", 1, 2, 3, 4) },
        { "'0.weight'", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[4,12]", "[0,8]", StringComparison.Ordinal)}}}""", 1, 2) },
        { "data_offsets", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[4,12]", "[12,4]", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "data_offsets", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[4,12]", "[4,16]", StringComparison.Ordinal)}}}""", 1, 2, 3, 4) },
        { "data_offsets", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[4,12]", "[-4,4]", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "extent", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[1,2]", "[9000000000,2]", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "shape", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("[1,2]", "[2,1]", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "'F99'", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("F32", "F99", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "I32", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight.Replace("F32", "I32", StringComparison.Ordinal)}}}""", 1, 2, 3) },
        { "twice", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Bias}},{{Weight}}}""", 1, 2, 3) },
        { "not a finite", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight}}}""", 1, float.NaN, 3) },
        { "not a finite", SafetensorsFile.Of($$"""{{{Metadata}},{{Bias}},{{Weight}}}""", 1, 2, float.NegativeInfinity) },
    };

    /// <summary>Multipart forms that are broken or hold no file, with the boundary <c>b</c>.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { "broken", "" },
        { "broken", "no boundary in here" },
        { "broken", "--b\r\n" },
        { "broken", "--b\r\nno header\r\n\r\nfile\r\n--b--\r\n" },
        { "broken", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"m\"\r\n\r\nends early" },
        { "no file", "--b--\r\n" },
        { "no file", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nno file\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Import_OfAFileThatCannotBeUsed_IsRefusedWithTheReason(string reason, byte[] file)
    {
        var detail = await node.Client.PostAsync("/inferno/models?name=bad", new ByteArrayContent(file)).ProblemAsync(422);

        Assert.Contains(reason, detail, StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Import_OfAFileCutShortAnywhere_IsRefused()
    {
        var whole = SafetensorsFile.Tiny();
        for (var length = 0; length < whole.Length; length += 3)
        {
            await node.Client.PostAsync("/inferno/models?name=short", new ByteArrayContent(whole[..length])).ProblemAsync(422);
        }

        await node.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?name=")]
    [InlineData("?name=a/b")]
    [InlineData("?name=..")]
    [InlineData("?name=.hidden")]
    [InlineData("?name=a@1")]
    [InlineData("?name=a%20b")]
    [InlineData("?name=a%00b")]
    [InlineData("?name=a%0A")]
    [InlineData("?name=gr%C3%B6%C3%9Fe")]
    [InlineData("?name=deploy-1")]
    [InlineData("?name=a&name=b")]
    [InlineData("?Name=")]
    public async Task Import_UnderAWrongName_IsRefused(string query)
    {
        await node.Client.PostAsync($"/inferno/models{query}", new ByteArrayContent(SafetensorsFile.Tiny(bias: 8))).ProblemAsync(400, "name");
        await node.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Import_UnderATooLongName_IsRefused()
    {
        await node.Client.PostAsync($"/inferno/models?name={new string('m', 129)}", new ByteArrayContent(SafetensorsFile.Tiny(bias: 8)))
            .ProblemAsync(400, "name");
        await node.AssertUnchangedAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Import_OfABrokenForm_IsRefused(string reason, string form)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        Assert.Contains(reason, await node.Client.PostAsync("/inferno/models?name=form", content).ProblemAsync(400), StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }
}
