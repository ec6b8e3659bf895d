using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

public sealed class DigitsTests(SharedNode node) : IClassFixture<SharedNode>
{
    [Fact]
    public async Task Import_OfTheDigits_AnswersWhatTheFileHolds()
    {
        var model = DigitsSample.Model;
        var text = await ImportAsync("digits-answer", new ByteArrayContent(model));

        var created = JsonNode.Parse(text)!["created"]!.ToJsonString();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(model));
        const int Parameters = (65 * 64) + (65 * 32) + (33 * 10);
        Assert.Equal(
            $$"""{"success":true,"modelId":"digits-answer@1","name":"digits-answer","version":1,"sha256":"{{sha256}}","bytes":{{model.Length}},"architecture":"64 → 64 → 32 → 10 (softmax)","parameterCount":{{Parameters}},"inputSize":64,"outputSize":10,"created":{{created}}}""",
            text);
    }

    [Fact]
    public async Task Import_OfTheSameBytes_IsTheSameVersionAndOfOthersTheNext()
    {
        var first = await ImportAsync("versions", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1)));
        var raw = new ByteArrayContent(SafetensorsFile.Tiny(bias: 1));
        raw.Headers.ContentType = new("application/octet-stream");
        Assert.Equal(first, await ImportAsync("versions", raw));
        Assert.Equal(first, await ImportAsync("versions", Form(SafetensorsFile.Tiny(bias: 1))));
        Assert.StartsWith("{\"success\":true,\"modelId\":\"versions@1\"", first, StringComparison.Ordinal);

        Assert.Contains("\"modelId\":\"versions@2\"", await ImportAsync("versions", Form(SafetensorsFile.Tiny(bias: 2))), StringComparison.Ordinal);
        Assert.Equal(first, await ImportAsync("versions", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1))));
        Assert.Contains("\"modelId\":\"other@1\"", await ImportAsync("other", Form(SafetensorsFile.Tiny(bias: 2))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_OfAModel_ServesTheVersionThatWasAskedFor()
    {
        await ImportAsync("served", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1)));
        await ImportAsync("served", new ByteArrayContent(SafetensorsFile.Tiny(bias: 2)));

        foreach (var (modelId, version, result) in new[] { ("served", 2, "1.5"), ("served@latest", 2, "1.5"), ("served@2", 2, "1.5"), ("served@1", 1, "0.5") })
        {
            var id = await node.Client.DeployAsync("served", $"\"modelId\":\"{modelId}\"");
            using var answer = await node.Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,1]}""");

            // 1.5 · 1 − 2 · 1 + bias, exact in binary.
            Assert.Equal($$"""{"success":true,"result":[{{result}}],"error":null}""", await answer.Content.ReadAsStringAsync());
            Assert.Equal($"served@{version}", Assert.Single(answer.Headers.GetValues("X-Inferno-Model-Version")));
        }

        await node.Client.PostJsonAsync("/inferno/deploy/model", """{"name":"x","modelId":"served@3"}""").TextAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Digits_AllHeldOutRows_AreWithinTheToleranceAndAsManyAreRight()
    {
        await ImportAsync("digits", Form(DigitsSample.Model));
        var id = await node.Client.DeployAsync("digits", "\"modelId\":\"digits\"");
        var rows = DigitsSample.Rows().ToArray();
        var expected = DigitsSample.Expected().SelectMany(row => row).ToArray();
        Assert.Equal(DigitsSample.HeldOut, rows.Length);
        Assert.Equal(DigitsSample.HeldOut * 10, expected.Length);

        var actual = await ClassifyAsync(id, rows.SelectMany(row => row.Pixels));

        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5));
        Assert.Equal(DigitsSample.Right, rows.Zip(actual.Chunk(10)).Count(row => Array.IndexOf(row.Second, row.Second.Max()) == row.First.Label));
    }

    [Theory]
    [InlineData("FP16", 348)]
    [InlineData("INT8", 347)]
    [InlineData("INT4", 343)]
    public async Task Digits_WithSmallerWeights_AreReadAlmostAsWell(string dtype, int right)
    {
        await ImportAsync("digits", Form(DigitsSample.Model));
        var id = await node.Client.DeployAsync("digits", $"\"modelId\":\"digits\",\"dtype\":\"{dtype}\"");
        var rows = DigitsSample.Rows().ToArray();

        var actual = await ClassifyAsync(id, rows.SelectMany(row => row.Pixels));

        Assert.InRange(
            rows.Zip(actual.Chunk(10)).Count(row => Array.IndexOf(row.Second, row.Second.Max()) == row.First.Label), right, DigitsSample.HeldOut);
        Assert.Equal(dtype, (await node.Client.GetAsync($"/inferno/deployments/{id}").ReadAsync())["dtype"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Models_PagedToTheEnd_ShowEveryVersionOnceByNameAndVersion(int limit)
    {
        await ImportAsync($"b.{limit}", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1)));
        await ImportAsync($"a-{limit}", new ByteArrayContent(SafetensorsFile.Tiny(bias: 1)));
        await ImportAsync($"a-{limit}", new ByteArrayContent(SafetensorsFile.Tiny(bias: 2)));

        var seen = new List<string>();
        for (string? next = $"/inferno/models?limit={limit}"; next is not null;)
        {
            using var answer = await node.Client.GetAsync(next);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
            Assert.InRange(page.Count, 1, limit);
            seen.AddRange(page.Select(item => item!["modelId"]!.GetValue<string>()));
            next = DeploymentListTests.NextOf(answer);
        }

        var all = (await node.Client.GetAsync("/inferno/models").ReadAsync()).AsArray().Select(item => item!["modelId"]!.GetValue<string>());
        Assert.Equal(all, seen);
        Assert.Equal([$"a-{limit}@1", $"a-{limit}@2", $"b.{limit}@1"], seen.Where(model => model.Contains($"{limit}@", StringComparison.Ordinal) && model[0] is 'a' or 'b'));
    }

    private async Task<double[]> ClassifyAsync(string id, IEnumerable<float> pixels)
    {
        // Pixel / 16 is exact in binary, and so is its shortest spelling.
        var numbers = string.Join(',', pixels.Select(pixel => pixel.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return [.. (await node.Client.ExecuteAsync(id, $"[{numbers}]"))
            .Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
    }

    private Task<string> ImportAsync(string name, HttpContent file) => node.Client.PostAsync($"/inferno/models?name={name}", file).TextAsync();

    private static MultipartFormDataContent Form(byte[] file) => new()
    {
        { new StringContent("a field before the file"), "comment" },
        { new ByteArrayContent(file), "file", "model.safetensors" },
    };
}
