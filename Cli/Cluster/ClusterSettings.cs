using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What cluster is to run.</summary>
/// <param name="Silos">How many silos it begins with.</param>
/// <param name="Access">Where the gateway listens, and who may use it.</param>
/// <param name="Port">The gateway's port; 0 for a free one.</param>
/// <param name="Folder">Keeps everything.</param>
/// <param name="ConnectionString">A PostgreSQL server to use; null for one of its own.</param>
internal sealed record ClusterSettings(int Silos, GatewayAccess Access, int Port, ClusterFolder Folder, string? ConnectionString)
{
    /// <summary>The most silos on one machine: the database of their own has connections for so many.</summary>
    public const int MaxSilos = 16;
}
