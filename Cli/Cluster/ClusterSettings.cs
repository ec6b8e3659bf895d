namespace InfernoOrleans.Cli.Cluster;

/// <summary>What cluster is to run.</summary>
/// <param name="Silos">How many silos it begins with.</param>
/// <param name="Host">The loopback address that the gateway listens on.</param>
/// <param name="Port">The gateway's port; 0 for a free one.</param>
/// <param name="Folder">Keeps everything.</param>
/// <param name="ConnectionString">A PostgreSQL server to use; null for one of its own.</param>
internal sealed record ClusterSettings(int Silos, string Host, int Port, ClusterFolder Folder, string? ConnectionString)
{
    /// <summary>The most silos on one machine: the database of their own has connections for so many.</summary>
    public const int MaxSilos = 16;
}
