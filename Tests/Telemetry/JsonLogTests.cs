using System.Net;
using System.Text.Json;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

[Collection(TelemetryTests.Name)]
public sealed class JsonLogTests(SiloAndGateway cluster)
{
    [Fact]
    public async Task Line_OfARequestThatWasNotAnswered_HoldsItsTraceIdAndIsJson()
    {
        await using var only = await EventConnection.OpenAsync(cluster.Client, "/inferno/compute/events");
        using var answer = await cluster.Client.GetAsync("/inferno/compute/events");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var id = Assert.Single(answer.Headers.GetValues("X-Request-Id"));

        JsonElement line = default;
        await Eventually.UntilAsync(() =>
        {
            var lines = cluster.Gateway.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(each => JsonDocument.Parse(each).RootElement);
            line = lines.FirstOrDefault(each => each.GetProperty("Message").GetString()!.Contains("/inferno/compute/events was answered with 503", StringComparison.Ordinal));
            return Task.FromResult(line.ValueKind == JsonValueKind.Object);
        });

        Assert.Equal("Warning", line.GetProperty("LogLevel").GetString());
        Assert.Equal(DateTime.UtcNow.Year, DateTime.Parse(line.GetProperty("Timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime().Year);
        var scope = Assert.Single(line.GetProperty("Scopes").EnumerateArray(), each => each.TryGetProperty("TraceId", out _));
        Assert.Equal(id, scope.GetProperty("TraceId").GetString());
        Assert.Matches("^[0-9a-f]{16}$", scope.GetProperty("SpanId").GetString());
    }
}
