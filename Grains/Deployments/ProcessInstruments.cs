using System.Diagnostics.Metrics;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>The figures of what becomes of processes that fail, under <c>inferno_process_*</c>. Each silo counts those that it looks after.</summary>
internal sealed class ProcessInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Processes";

    private readonly Counter<long> failures;
    private readonly Counter<long> restarts;

    public ProcessInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        failures = meter.CreateCounter<long>("inferno_process_failures", "{failure}", "Failures of processes, or of a replica of one.");
        restarts = meter.CreateCounter<long>("inferno_process_restarts", "{restart}", "Times that a process that had failed was started again.");

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        failures.Add(0);
        restarts.Add(0);
    }

    public void Failed() => failures.Add(1);

    public void Restarted() => restarts.Add(1);
}
