namespace InfernoOrleans.Grains.Hosting;

/// <summary>How the processes of a cluster find one another.</summary>
public enum ClusterMode
{
    /// <summary>One process is everything: a silo and the gateway.</summary>
    Embedded = 0,

    /// <summary>One silo process, which keeps the files, and gateway processes beside it on the same machine.</summary>
    Localhost = 1,

    /// <summary>Silos and gateways find one another through PostgreSQL, which also keeps what the silos share.</summary>
    Postgres = 2,
}
