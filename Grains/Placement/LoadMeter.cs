using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Diagnostics;

namespace InfernoOrleans.Grains.Placement;

/// <summary>Measures how busy this silo is. One caller reads.</summary>
internal sealed class LoadMeter : IObserver<DeploymentLoadPublisherEvents.DeploymentLoadPublisherEvent>, IDisposable
{
    private readonly ILocalSiloDetails silo;
    private readonly LoadView<SiloAddress> loads;
    private readonly MemoryLedger ledger;
    private readonly ComputePool pool;
    private readonly SiloTraffic traffic;
    private readonly TimeProvider time;
    private readonly double smoothing;
    private readonly CpuMeter cpu;
    private readonly IDisposable subscription;
    private readonly long started;
    private long readBefore;
    private long placementsBefore;
    private double placementsPerSecond;
    private long sequence;
    private volatile SiloRuntimeStatistics? runtime;

    public LoadMeter(
        ILocalSiloDetails silo,
        LoadView<SiloAddress> loads,
        MemoryLedger ledger,
        ComputePool pool,
        SiloTraffic traffic,
        IOptions<PlacementOptions> options,
        TimeProvider time)
    {
        this.silo = silo;
        this.loads = loads;
        this.ledger = ledger;
        this.pool = pool;
        this.traffic = traffic;
        this.time = time;
        smoothing = options.Value.Smoothing;
        cpu = new CpuMeter(CpuQuota.Read(), smoothing, static () => Environment.CpuUsage.TotalTime, time);
        started = readBefore = time.GetTimestamp();

        // Counts of activations are the runtime's own; this is where it tells them without being asked by a call.
        subscription = DeploymentLoadPublisherEvents.AllEvents.Subscribe(this);
    }

    public SiloLoad Read()
    {
        var now = time.GetTimestamp();
        var seconds = Math.Max(time.GetElapsedTime(readBefore, now).TotalSeconds, 0.001);
        var placements = loads.Placements;
        placementsPerSecond += smoothing * (((placements - placementsBefore) / seconds) - placementsPerSecond);
        (readBefore, placementsBefore) = (now, placements);
        var (requests, p99) = traffic.Read();
        return new SiloLoad(
            ++sequence,
            cpu.Read(),
            cpu.Cores,
            ledger.Capacity,
            ledger.Reserved,
            pool.Workers,
            pool.Waiting,
            pool.Running,
            runtime?.ActivationCount ?? 0,
            traffic.Replicas,
            placementsPerSecond,
            requests / seconds,
            p99,
            Environment.WorkingSet,
            time.GetElapsedTime(started, now),
            runtime?.IsOverloaded ?? false,
            silo.GatewayAddress?.Endpoint.Port ?? 0);
    }

    public void OnNext(DeploymentLoadPublisherEvents.DeploymentLoadPublisherEvent value)
    {
        // The events are those of every silo in the process.
        if (value is DeploymentLoadPublisherEvents.Published published && published.SiloAddress.Equals(silo.SiloAddress))
        {
            runtime = published.Statistics;
        }
    }

    public void OnError(Exception error)
    {
        // The last figures stay.
    }

    public void OnCompleted()
    {
        // The last figures stay.
    }

    public void Dispose() => subscription.Dispose();
}
