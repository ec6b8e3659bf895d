using InfernoOrleans.Cli.Rest;
using Microsoft.AspNetCore.Builder;

namespace InfernoOrleans.Tests.Cli;

public sealed class ModelCommandTests : IDisposable
{
    private const string Model =
        """{"success":true,"modelId":"net@2","name":"net","version":2,"sha256":"0123456789abcdef","architecture":"64 → 10","parameterCount":6954,"inputSize":64,"outputSize":10,"bytes":27048,"created":1767225600000}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferno-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(null, "?name=net.v2")]
    [InlineData("a&b", "?name=a%26b")]
    public async Task Import_OfAFile_SendsItsBytesUnderItsName(string? name, string query)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/models", () => ScriptedServer.Json(Model)));
        var file = Path.Combine(folder.FullName, "net.v2.safetensors");
        await File.WriteAllTextAsync(file, "the model");

        var run = await CommandRun.OfAsync(["models", "import", file, "--url", $"{server.Url}", .. name is null ? Array.Empty<string>() : ["--name", name]]);

        var request = Assert.Single(server.Requests);
        Assert.Equal("net@2\n", run.Output);
        Assert.Equal("64 → 10, 6,954 parameters, 26.4 KiB, SHA-256 0123456789abcdef\n", run.Error);
        Assert.Equal("POST /inferno/models" + query, request.Line);
        Assert.Equal("the model", request.Body);
        Assert.Equal("application/octet-stream", request.ContentType);
    }

    [Fact]
    public async Task Import_OfABigFile_TellsHowMuchWasSent()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/models", () => ScriptedServer.Json(Model)));
        using var client = new InfernoClient(server.Url);
        using var content = new MemoryStream(new byte[1_000_000]);
        var progress = new Recorder();

        await client.ImportModelAsync(content, "net", progress, CancellationToken.None);

        Assert.Equal(1_000_000, progress.Reports[^1]);
        Assert.True(progress.Reports.Count > 1);
        Assert.Equal(progress.Reports.Order(), progress.Reports);
    }

    [Fact]
    public async Task Models_WithoutASubcommand_ListsThem()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/models", () => ScriptedServer.Json("[" + Model + "]")));

        var run = await CommandRun.OfAsync("models", "--url", $"{server.Url}");

        var line = Assert.Single(run.Output.Split('\n'), line => line.Contains("net@2", StringComparison.Ordinal));
        Assert.Equal(
            ["net@2", "64 → 10", "6,954", "26.4 KiB", "0123456789ab", "2026-01-01 00:00:00Z"],
            line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Build_OfADescribedNetwork_PrintsWhatItWouldBe()
    {
        const string Answer =
            """{"success":true,"metadata":{"name":"Classifier","version":"1.0","architecture":"a → b","parameterCount":109386,"created":1},"architecture":"a → b","parameterCount":109386}""";
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/models/build", () => ScriptedServer.Json(Answer)));

        var text = await CommandRun.OfAsync("models", "build", "--type", "mlp", "--input", "4", "--output", "2", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("models", "build", "--type", "mlp", "--input", "4", "--output", "2", "--json", "--url", $"{server.Url}");

        Assert.Matches(@"(?m)^parameters +109,386 *$", text.Output);
        AssertJson.Equal(Answer, json.Output);
        Assert.All(server.Requests, request => AssertJson.Equal("""{"modelType":"mlp","inputSize":4,"outputSize":2}""", request.Body));
    }

    private sealed class Recorder : IProgress<long>
    {
        public List<long> Reports { get; } = [];

        public void Report(long value) => Reports.Add(value);
    }
}
