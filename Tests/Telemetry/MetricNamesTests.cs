using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Telemetry;
using InfernoOrleans.Grains.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Tests.Telemetry;

public sealed class MetricNamesTests
{
    [Fact]
    public void Documentation_OfMetrics_NamesEachWithItsTypeAndNoOther()
    {
        var exposed = Instruments().Select(instrument => (Prometheus(instrument), TypeOf(instrument)));
        var documented = DocumentedMetrics.Read().Select(metric => (metric.Key, metric.Value.Type));

        Assert.Equal(documented.Order(), exposed.Order());
    }

    [Fact]
    public void Alerts_AndQueries_UseNoOtherMetrics()
    {
        string[] suffixes = ["_bucket", "_sum", "_count"];
        var names = DocumentedMetrics.Read().Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var file in (string[])["docs/metrics.md", "deploy/prometheus/alerts.yml"])
        {
            var used = Regex.Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)), "inferno_[a-z_]+[a-z]")
                .Select(match => match.Value)
                .Where(name => !names.Contains(name) && !suffixes.Any(suffix => names.Contains(name.Replace(suffix, string.Empty, StringComparison.Ordinal))));
            Assert.Empty(used);
        }
    }

    /// <summary>Those of every room, and the server's under our names.</summary>
    private static List<Instrument> Instruments()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                // Other tests have deployments of their own at the same time.
                if (instrument.Meter.Scope == factory || (instrument.Meter.Name == DeploymentInstruments.MeterName && found.All(other => other.Name != instrument.Name)))
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        using var compute = new ComputeInstruments(factory, TimeProvider.System);
        using var civic = new CivicAngelInstruments(factory);
        var replicas = new LoadedReplicas(Options.Create(new WeightsOptions()), NullLogger<LoadedReplicas>.Instance);
        using var deployments = new DeploymentInstruments(replicas, Options.Create(new TelemetryOptions()));
        _ = new InferenceInstruments(factory, replicas);
        _ = new ProcessInstruments(factory);
        _ = new StorageInstruments(factory);
        _ = new HttpInstruments(factory, null!);
        _ = new RoutingInstruments(factory);

        // What they would ask is not asked.
        _ = new PlacementInstruments(factory, null!, null!, null!);
        _ = new WeightsInstruments(factory, null!, null!);
        Assert.Equal(MeterNames(typeof(ComputeInstruments).Assembly).Concat(MeterNames(typeof(HttpInstruments).Assembly)).Order(), found.Select(each => each.Meter.Name).Distinct().Order());

        var server = factory.Create("server");
        Renamed(server.CreateHistogram<double>("http.server.request.duration", "s"));
        Renamed(server.CreateUpDownCounter<long>("http.server.active_requests", "{request}"));
        Renamed(server.CreateUpDownCounter<long>("kestrel.active_connections", "{connection}"));
        Renamed(server.CreateCounter<long>("kestrel.rejected_connections", "{connection}"));
        return found;

        void Renamed<T>(Instrument<T> instrument)
            where T : struct
        {
            found.Remove(instrument);
            var name = MetricViews.For(1)(instrument)!.Name!;
            _ = instrument switch
            {
                Histogram<T> => server.CreateHistogram<T>(name, instrument.Unit),
                Counter<T> => server.CreateCounter<T>(name, instrument.Unit),
                _ => (Instrument)server.CreateUpDownCounter<T>(name, instrument.Unit),
            };
        }
    }

    private static IEnumerable<string> MeterNames(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Instruments", StringComparison.Ordinal) && type.GetField("MeterName") is not null)
        .Select(type => (string)type.GetField("MeterName")!.GetRawConstantValue()!);

    private static string TypeOf(Instrument instrument) =>
        instrument.GetType().Name.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
        : instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) || instrument.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
        : "gauge";

    /// <summary>As the exporter makes it.</summary>
    private static string Prometheus(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        return $"{instrument.Name}{unit}{(TypeOf(instrument) == "counter" ? "_total" : string.Empty)}";
    }
}
