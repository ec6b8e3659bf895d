using System.Diagnostics.Metrics;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Telemetry;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// The figures of each deployment that has replicas on a silo, under <c>inferno_deployment_*</c>. A series ends when the last replica there is gone.
/// </summary>
/// <remarks>
/// Whoever collects them keeps a place for each series that a meter ever told. Ids of deployments are never used again, so that the meter is made
/// anew when it has told as many as are told at one time: what is collected stays bounded.
/// </remarks>
internal sealed class DeploymentInstruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Deployments";

    private const string Tag = "deployment";

    private readonly LoadedReplicas replicas;
    private readonly int most;
    private readonly Lock guard = new();
    private readonly HashSet<DeploymentId> told = [];
    private Meter meter;
    private bool disposed;

    public DeploymentInstruments(LoadedReplicas replicas, IOptions<TelemetryOptions> options)
    {
        this.replicas = replicas;
        most = options.Value.MaxDeployments;
        meter = NewMeter();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (guard)
        {
            disposed = true;
            meter.Dispose();
        }
    }

    private Meter NewMeter()
    {
        // Not of a factory, whose meters live as long as it does.
        var made = new Meter(MeterName);
        made.CreateObservableCounter("inferno_deployment_requests", () => Tell(of => of.Requests), "{request}", "Requests that came to the replicas of a deployment.");
        made.CreateObservableCounter(
            "inferno_deployment_errors", () => Tell(of => of.Errors), "{request}", "Requests that they refused or failed, or whose time was up or whose senders gave up.");
        made.CreateObservableGauge("inferno_deployment_queue_depth", () => Tell(of => of.QueueDepth), "{request}", "Requests that wait at them.");
        made.CreateObservableGauge("inferno_deployment_resident", () => Tell(of => of.ResidentBytes), "By", "Weights that they hold; those that they share are counted for each.");
        return made;
    }

    private List<Measurement<long>> Tell(Func<ReplicaFigures, long> figure)
    {
        var measured = replicas.All()
            .GroupBy(replica => replica.Id.Deployment)
            .OrderBy(each => each.Key.Number)
            .Take(most)
            .Select(each => (Deployment: each.Key, Figure: each.Sum(replica => figure(replica.Figures)) + figure(replicas.Gone(each.Key))))
            .ToList();
        lock (guard)
        {
            told.UnionWith(measured.Select(each => each.Deployment));
            if (told.Count > most && !disposed)
            {
                // Not while it is being asked.
                told.Clear();
                ThreadPool.UnsafeQueueUserWorkItem(static instruments => instruments.Renew(), this, preferLocal: false);
            }
        }

        return measured.ConvertAll(each => new Measurement<long>(each.Figure, new KeyValuePair<string, object?>(Tag, each.Deployment.ToString())));
    }

    private void Renew()
    {
        lock (guard)
        {
            if (!disposed)
            {
                meter.Dispose();
                meter = NewMeter();
            }
        }
    }
}
