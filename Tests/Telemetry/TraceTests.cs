using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

[Collection(TelemetryTests.Name)]
public sealed class TraceTests(SiloAndGateway cluster)
{
    [Fact]
    public async Task Execute_OverGatewayAndSilo_IsOneTraceFromTheRequestToTheBatch()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string Caller = "00f067aa0ba902b7";
        var id = await cluster.Client.DeployAsync("traced", """ "modelType":"mlp","inputSize":4,"outputSize":2,"seed":1 """);
        using var request = Answers.Json(
            HttpMethod.Post, $"/inferno/execute/{id}", """{"data":[1,2,3,4,5,6,7,8]}""", ("traceparent", $"00-{TraceId}-{Caller}-01"));
        (await cluster.Client.SendAsync(request)).EnsureSuccessStatusCode();

        var spans = await SpansAsync(TraceId, "inference.batch");

        var http = Assert.Single(spans, span => span.Name == "POST /inferno/execute/{deploymentId}");
        Assert.Equal(Caller, http.Parent);
        Assert.StartsWith("inferno-gateway ", http.Service, StringComparison.Ordinal);
        var queue = Assert.Single(spans, span => span.Name == "inference.queue");
        var batch = Assert.Single(spans, span => span.Name == "inference.batch");
        Assert.Equal("inferno-silo silo-t", queue.Service);
        Assert.Equal(queue.Parent, batch.Parent);
        Assert.Equal([batch.Parent], batch.Links);
        Assert.Equal("2", batch.Tags["inferno.rows"]);
        Assert.Equal("1", batch.Tags["inferno.requests"]);
        Assert.Equal("FP32", batch.Tags["inferno.dtype"]);
        Assert.True(queue.Start <= queue.End && queue.End <= batch.Start && batch.Start <= batch.End);

        // The call of the grain lies between: sent by the gateway, taken by the silo.
        var ancestors = Ancestors(batch, spans);
        Assert.Equal(http.Id, ancestors[^1].Id);
        Assert.Contains(ancestors, span => span.Service == "inferno-silo silo-t" && span.Name.EndsWith("/ExecuteAsync", StringComparison.Ordinal));
        Assert.Contains(ancestors, span => span.Service == http.Service && span.Name.EndsWith("/ExecuteAsync", StringComparison.Ordinal));
        Assert.DoesNotContain(cluster.Receiver.Spans, span => span.Name is "GET /health/ready" or "GET /metrics");
    }

    [Fact]
    public async Task Attempt_OfATask_IsATraceOfItsOwn()
    {
        var task = await cluster.Client.SubmitAsync(""" "taskType":"data","data":[1,2,3] """);
        ReceivedSpan? attempt = null;
        await Eventually.UntilAsync(() =>
        {
            attempt = cluster.Receiver.Spans.FirstOrDefault(span => span.Name == "task.attempt" && span.Tags["inferno.task"] == task);
            return Task.FromResult(attempt is not null);
        });

        Assert.Equal("1", attempt!.Tags["inferno.attempt"]);
        Assert.Equal("Completed", attempt.Tags["inferno.state"]);
        Assert.Equal("silo-t", attempt.Tags["inferno.node"]);
        Assert.Equal(string.Empty, attempt.Parent);
    }

    private async Task<IReadOnlyList<ReceivedSpan>> SpansAsync(string traceId, string last)
    {
        IReadOnlyList<ReceivedSpan> spans = [];
        await Eventually.UntilAsync(() =>
        {
            spans = [.. cluster.Receiver.Spans.Where(span => span.TraceId == traceId)];
            return Task.FromResult(spans.Any(span => span.Name == last) && spans.Any(span => span.Name.StartsWith("POST ", StringComparison.Ordinal)));
        });
        return spans;
    }

    private static List<ReceivedSpan> Ancestors(ReceivedSpan span, IReadOnlyList<ReceivedSpan> spans)
    {
        var ancestors = new List<ReceivedSpan>();
        while (spans.FirstOrDefault(candidate => candidate.Id == span.Parent) is { } parent)
        {
            ancestors.Add(parent);
            span = parent;
        }

        return ancestors;
    }
}
