using System.Text.Json;
using InfernoOrleans.Cli.Demo;
using InfernoOrleans.Cli.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

/// <summary>The demo against a server that answers with what the sample expects, or with what it does not.</summary>
public sealed class DemoCommandTests
{
    private static readonly DigitsSample Sample = DigitsSample.Load();

    [Fact]
    public void Sample_AsShipped_HoldsTheRowsThatTheModelWasNotTrainedOn()
    {
        Assert.Equal(359, Sample.Rows.Count);
        Assert.All(Sample.Rows, row => Assert.All(row.Pixels, pixel => Assert.InRange(pixel, 0, 1)));
        Assert.All(Sample.Rows, row => Assert.Equal(1, row.Expected.Sum(), 1e-6));
        Assert.Equal(348, Sample.Rows.Count(row => row.Expected.Index().MaxBy(digit => digit.Item).Index == row.Label));
    }

    [Fact]
    public async Task Demo_OnAServerThatAnswersWell_ReportsTheAccuracyAndDeletesItsDeployment()
    {
        await using var server = await StartAsync(row => row.Expected);

        var run = await CommandRun.OfAsync("demo", "--json", "--url", $"{server.Url}");

        using var report = JsonDocument.Parse(run.Output);
        var root = report.RootElement;
        Assert.Equal(0, run.ExitCode);
        Assert.True(root.GetProperty("success").GetBoolean());
        Assert.Equal((359, 348), (root.GetProperty("rows").GetInt32(), root.GetProperty("correct").GetInt32()));
        Assert.Equal(348.0 / 359, root.GetProperty("accuracy").GetDouble());
        Assert.Equal(0, root.GetProperty("greatestDifference").GetDouble());
        Assert.Equal(359, root.GetProperty("confusion").EnumerateArray().SelectMany(row => row.EnumerateArray()).Sum(count => count.GetInt32()));
        var load = root.GetProperty("load");
        Assert.InRange(load.GetProperty("p50Ms").GetDouble(), 0.001, load.GetProperty("p99Ms").GetDouble());
        Assert.Equal(
            server.Requests.Count(request => request.Line == "POST /inferno/execute/deploy-4"), 359 + load.GetProperty("requests").GetInt64());
        Assert.Equal("POST /inferno/models?name=digits", server.Requests.First().Line);
        Assert.Equal("DELETE /inferno/deployments/deploy-4", server.Requests.Last().Line);
    }

    [Fact]
    public async Task Demo_OnAServerThatAnswersWrongly_Exits1AndShowsTheConfusion()
    {
        var zero = new double[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
        await using var server = await StartAsync(_ => zero);

        var run = await CommandRun.OfAsync("demo", "--rows", "10", "--connections", "2", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"(?m)^accuracy +1 / 10 = 10\.00 % *$", run.Output);
        Assert.Matches(@"(?m)^ +4 +\(\d+\)", run.Output);
        Assert.Contains("does not answer as the model should", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9e-5, true)]
    [InlineData(1.1e-5, false)]
    public async Task Demo_WhoseProbabilitiesDiffer_SucceedsOnlyWithinTheTolerance(double difference, bool succeeds)
    {
        await using var server = await StartAsync(row => [row.Expected[0] + difference, .. row.Expected[1..]]);
        using var client = new InfernoClient(server.Url);
        var demo = new DigitsDemo(client, [.. Sample.Rows.Take(20)], new DemoSettings(Connections: 3, TimeSpan.Zero), TimeProvider.System);

        var report = await demo.RunAsync("digits@1", "deploy-4", new Silence(), CancellationToken.None);

        Assert.Equal(difference, report.GreatestDifference, 1e-12);
        Assert.Equal(report.ExpectedCorrect, report.Correct);
        Assert.Equal(succeeds, report.Success);
    }

    [Fact]
    public async Task Demo_WhoseRequestIsRefused_FailsAndDeletesItsDeployment()
    {
        await using var server = await StartAsync(_ => null);

        var run = await CommandRun.OfAsync("demo", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("inferno: The queue is full.", run.Error, StringComparison.Ordinal);
        Assert.Equal("DELETE /inferno/deployments/deploy-4", server.Requests.Last().Line);
    }

    [Fact]
    public async Task Demo_Interrupted_DeletesItsDeploymentAndExits130()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await StartAsync(row =>
        {
            interrupt.Cancel();
            return row.Expected;
        });

        var run = await CommandRun.OfAsync(["demo", "--url", $"{server.Url}"], interrupt.Token);

        Assert.Equal(130, run.ExitCode);
        Assert.Contains(server.Requests, request => request.Line == "DELETE /inferno/deployments/deploy-4");
        Assert.Empty(run.Output);
    }

    private static Task<ScriptedServer> StartAsync(Func<DigitsRow, double[]?> answer)
    {
        var rows = Sample.Rows.DistinctBy(row => string.Join(',', row.Pixels)).ToDictionary(row => string.Join(',', row.Pixels));
        return ScriptedServer.StartAsync(app =>
        {
            app.MapPost("/inferno/models", () => ScriptedServer.Json("""{"modelId":"digits@1","name":"digits"}"""));
            app.MapPost("/inferno/deploy/model", () => ScriptedServer.Json("""{"deploymentId":"deploy-4","success":true}"""));
            app.MapDelete("/inferno/deployments/deploy-4", () => ScriptedServer.Json("""{"success":true}"""));
            app.MapPost("/inferno/execute/deploy-4", async (HttpRequest request) =>
            {
                using var body = await JsonDocument.ParseAsync(request.Body);
                var pixels = body.RootElement.GetProperty("data").EnumerateArray().Select(pixel => pixel.GetDouble());
                return answer(rows[string.Join(',', pixels)]) is { } result
                    ? ScriptedServer.Json($$"""{"success":true,"result":{{JsonSerializer.Serialize(result)}},"error":null}""")
                    : ScriptedServer.Problem(503, """{"error":"The queue is full."}""");
            });
        });
    }

    private sealed class Silence : IDemoProgress
    {
        public void Classified(int done, int rows)
        {
        }

        public void Loaded(TimeSpan elapsed, TimeSpan total)
        {
        }
    }
}
