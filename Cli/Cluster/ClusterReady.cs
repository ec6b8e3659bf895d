namespace InfernoOrleans.Cli.Cluster;

/// <summary>What <c>cluster up --json</c> prints when requests can be sent.</summary>
internal sealed record ClusterReady(
    Uri Url, Uri Dashboard, Uri Reference, string Data, IReadOnlyList<ProcessRecord> Processes, string Event = "ready");
