namespace InfernoOrleans.Tests.Nodes;

/// <summary>A test that needs a PostgreSQL server's programs; skipped, with that as its reason, where they are not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Programs is null ? "PostgreSQL's initdb and postgres are not installed (apt-get install postgresql)." : null!;
}
