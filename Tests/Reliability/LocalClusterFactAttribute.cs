using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Cluster.Postgres;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>A test that starts a cluster with a PostgreSQL server of its own; skipped, with the reason, where that is not installed.</summary>
public sealed class LocalClusterFactAttribute : FactAttribute
{
    public LocalClusterFactAttribute()
    {
        try
        {
            PostgresBinaries.Find(madeBy: null);
        }
        catch (CommandFailedException missing)
        {
            Skip = missing.Message;
        }
    }
}
