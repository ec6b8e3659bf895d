using System.Diagnostics.Metrics;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>The figures of how the gateway finds a replica that answers, under <c>inferno_routing_*</c>.</summary>
internal sealed class RoutingInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Gateway.Routing";

    /// <summary>The route was outdated.</summary>
    public const string Stale = "stale";

    /// <summary>The replica had no room.</summary>
    public const string Busy = "busy";

    /// <summary>The replica did not answer, or the way to it was broken.</summary>
    public const string Lost = "lost";

    private readonly Counter<long> retries;
    private readonly Counter<long> ejections;

    public RoutingInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        retries = meter.CreateCounter<long>("inferno_routing_retries", "{request}", "Times that an execute was sent again, by why the first was in vain.");
        ejections = meter.CreateCounter<long>("inferno_routing_ejections", "{replica}", "Replicas that are called last for a while since they failed several times in a row.");
        Array.ForEach([Stale, Busy, Lost], reason => retries.Add(0, new KeyValuePair<string, object?>("reason", reason)));
        ejections.Add(0);
    }

    public void Retried(string reason) => retries.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Ejected() => ejections.Add(1);
}
