using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Compute.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoOrleans.Tests.Compute;

public sealed class ComputeInstrumentsTests
{
    [Fact]
    public void Figures_OfTasksAndNodes_AreToldUnderTheirNamesAndTags()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var instruments = new ComputeInstruments(factory, TimeProvider.System);
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter is { Name: ComputeInstruments.MeterName } && instrument.Meter.Scope == factory)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Text(instrument, value, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Text(instrument, value, tags)));
        listener.Start();

        instruments.Accepted(3);
        instruments.Offered(2, taken: 1);
        instruments.Ended("Completed", milliseconds: 4);
        instruments.Lost("Delayed");
        instruments.Observe(new Dictionary<string, long> { ["Pending"] = 7 }, TimeSpan.FromSeconds(9));
        instruments.Observe([new NodeObservation("n1", "silo-1", 0.5, 0.1, ActiveTasks: 2, Slots: 4, IsFull: false, 8, 1 << 30)]);
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "inferno_compute_attempt_duration 0.004", "inferno_compute_attempts 1 state=Completed", "inferno_compute_attempts_lost 1",
                "inferno_compute_node_slots 4 node=n1", "inferno_compute_node_tasks 2 node=n1", "inferno_compute_offers 1 claimed=False",
                "inferno_compute_offers 1 claimed=True", "inferno_compute_queue_age 9", "inferno_compute_retries 1", "inferno_compute_tasks 7 state=Pending",
                "inferno_compute_tasks_accepted 3",
            ],
            seen.Order(StringComparer.Ordinal));
    }

    private static string Text<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = FormattableString.Invariant($"{instrument.Name} {value}");
        foreach (var tag in tags)
        {
            text += FormattableString.Invariant($" {tag.Key}={tag.Value}");
        }

        return text;
    }
}
