using InfernoOrleans.Grains.Storage.Postgres;
using Npgsql;

namespace InfernoOrleans.Tests.Storage.Postgres;

public sealed class PostgresConnectionTests
{
    [Fact]
    public void Complete_OfWhatIsNotGiven_SetsShortTimeouts()
    {
        var completed = new NpgsqlConnectionStringBuilder(PostgresConnection.Complete("Host=db;Database=inferno", "a silo"));
        Assert.Equal((3, 3, -1, 20), (completed.Timeout, completed.CommandTimeout, completed.CancellationTimeout, completed.MaxPoolSize));
        Assert.Equal(("db", "inferno", "a silo"), (completed.Host, completed.Database, completed.ApplicationName));
    }

    [Fact]
    public void Complete_OfWhatIsGiven_KeepsIt()
    {
        var completed = new NpgsqlConnectionStringBuilder(
            PostgresConnection.Complete("Host=db;Timeout=15;CommandTimeout=30;MaxPoolSize=100;Application Name=mine", "a silo"));
        Assert.Equal((15, 30, 100, "mine"), (completed.Timeout, completed.CommandTimeout, completed.MaxPoolSize, completed.ApplicationName));
    }
}
