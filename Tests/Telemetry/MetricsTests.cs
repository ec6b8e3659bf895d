using System.Net;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

[Collection(TelemetryTests.Name)]
public sealed class MetricsTests(SiloAndGateway cluster)
{
    private const string Execute = "http_route=\"/inferno/execute/{deploymentId}\"";

    [Fact]
    public async Task Metrics_AfterOneOfEverything_TellIt()
    {
        var gateway = await ExposedMetrics.ReadAsync(cluster.Client);
        var silo = await ExposedMetrics.ReadAsync(cluster.Silo);
        var id = await cluster.Client.DeployAsync("measured", """ "modelType":"mlp","inputSize":4,"outputSize":2,"seed":77 """);
        await cluster.Client.ExecuteAsync(id, "[1,2,3,4,1,2,3,4,1,2,3,4]");
        await cluster.Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2]}""").ReadAsync(HttpStatusCode.BadRequest);
        using var foreign = Answers.Json(HttpMethod.Get, "/inferno/stats", null, ("Origin", "http://elsewhere.example"));
        await cluster.Client.SendAsync(foreign).ProblemAsync(403);
        await cluster.Client.EndAsync(await cluster.Client.SubmitAsync(""" "taskType":"data","data":[1,2,3] """));
        await cluster.Client.PostJsonAsync("/civic-angel/activate", """{"description":"dawn","gesture":"mirror"}""").TextAsync();

        var then = await ExposedMetrics.ReadAsync(cluster.Client);
        Assert.Equal(1, then.Sum("inferno_http_request_duration_seconds_count", Execute, "http_response_status_code=\"200\"", "http_request_method=\"POST\"")
            - gateway.Sum("inferno_http_request_duration_seconds_count", Execute, "http_response_status_code=\"200\""));
        Assert.Equal(1, then.Sum("inferno_http_request_duration_seconds_count", Execute, "http_response_status_code=\"400\"")
            - gateway.Sum("inferno_http_request_duration_seconds_count", Execute, "http_response_status_code=\"400\""));
        Assert.True(then.Has("inferno_http_request_duration_seconds_bucket", Execute, "le=\"0.0005\""));
        Assert.True(then.Has("inferno_http_request_duration_seconds_bucket", Execute, "le=\"60\""));
        Assert.Equal(1, then.Sum("inferno_http_requests_refused_total", "reason=\"forbidden\"") - gateway.Sum("inferno_http_requests_refused_total", "reason=\"forbidden\""));
        Assert.Equal(1, then.Sum("inferno_http_requests_in_flight"));
        Assert.True(then.Sum("inferno_http_connections") >= 1);
        Assert.Equal(0, then.Sum("inferno_http_event_streams"));
        Assert.True(then.Sum("dotnet_process_cpu_time_seconds_total") > 0);

        // The scheduler looks each second, and silos report their load as often.
        ExposedMetrics now = silo;
        await Eventually.UntilAsync(async () =>
        {
            now = await ExposedMetrics.ReadAsync(cluster.Silo);
            return now.Sum("inferno_compute_tasks", "state=\"Completed\"") >= 1 && now.Sum("inferno_activations") > 0;
        });
        Assert.Equal(1, Rise("inferno_inference_requests_total"));
        Assert.Equal(1, Rise("inferno_inference_latency_seconds_count"));
        Assert.Equal(1, Rise("inferno_inference_batch_rows_count"));
        Assert.Equal(3, Rise("inferno_inference_batch_rows_sum"));
        Assert.Equal(0, now.Sum("inferno_inference_queue_depth"));
        Assert.Equal(1, Rise("inferno_inference_replicas"));
        Assert.Equal(1, now.Sum("inferno_deployment_requests_total", $"deployment=\"{id}\""));
        Assert.Equal(0, now.Sum("inferno_deployment_errors_total", $"deployment=\"{id}\""));
        Assert.True(now.Sum("inferno_deployment_resident_bytes", $"deployment=\"{id}\"") > 0);
        Assert.Equal(100_000_000, now.Sum("inferno_memory_capacity_bytes"));
        Assert.True(now.Sum("inferno_memory_reserved_bytes") >= now.Sum("inferno_weights_resident_bytes"));
        Assert.True(Rise("inferno_weights_resident_bytes") > 0);
        Assert.Equal(1, Rise("inferno_compute_tasks_accepted_total"));
        Assert.Equal(1, Rise("inferno_compute_attempts_total"));
        Assert.Equal(1, Rise("inferno_compute_attempt_duration_seconds_count"));
        Assert.True(now.Has("inferno_compute_queue_age_seconds"));
        Assert.True(now.Sum("inferno_compute_node_slots", "node=\"silo-t\"") > 0);
        Assert.True(Rise("inferno_placements_total") > 0);
        Assert.True(Rise("inferno_database_batch_writes_sum") > 3);
        Assert.True(Rise("inferno_database_transaction_duration_seconds_count") > 0);
        Assert.Equal(0, now.Sum("inferno_database_writes_waiting"));
        Assert.Equal(1, Rise("inferno_civic_activations_total"));
        Assert.Equal(1, Rise("inferno_civic_activation_duration_seconds_count"));
        Assert.True(Rise("inferno_civic_voices_total") > 0);
        Assert.False(now.Has("inferno_http_connections"), "The silo's own server is no gateway.");

        using var deletion = new HttpRequestMessage(HttpMethod.Delete, $"/inferno/deployments/{id}");
        (await cluster.Client.SendAsync(deletion)).EnsureSuccessStatusCode();
        await Eventually.UntilAsync(async () => !(await ExposedMetrics.ReadAsync(cluster.Silo)).Has("inferno_deployment_requests_total", $"deployment=\"{id}\""));

        double Rise(string name) => now.Sum(name) - silo.Sum(name);
    }

    [Fact]
    public async Task Metrics_OfBothProcesses_AreAllDocumented()
    {
        var documented = DocumentedMetrics.Read();
        foreach (var client in (HttpClient[])[cluster.Client, cluster.Silo])
        {
            var exposed = await ExposedMetrics.ReadAsync(client);
            Assert.All(
                exposed.Types.Where(metric => metric.Key.StartsWith("inferno_", StringComparison.Ordinal)),
                metric => Assert.Equal(metric.Value, documented[metric.Key].Type));
        }
    }

    [Fact]
    public async Task Metrics_AskedForByAnythingButGet_AreRefused() =>
        await cluster.Client.PostJsonAsync("/metrics", "{}").ProblemAsync(405);
}
