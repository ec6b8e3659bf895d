using Npgsql;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>How our processes connect to PostgreSQL.</summary>
internal static class PostgresConnection
{
    // A database that hangs must be noticed long before a request's time is up.
    private const int Seconds = 3;
    private const int CancellationMilliseconds = 500;
    private const int PoolSize = 20;

    /// <summary>The connection string with our time-outs, where it does not say its own.</summary>
    /// <param name="connectionString">What was configured.</param>
    /// <param name="applicationName">Who connects, for the database's own lists of connections.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string Complete(string connectionString, string applicationName)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        SetDefault(builder, nameof(builder.Timeout), Seconds);
        SetDefault(builder, "Command Timeout", Seconds);
        SetDefault(builder, "Cancellation Timeout", CancellationMilliseconds);
        SetDefault(builder, "Maximum Pool Size", PoolSize);
        SetDefault(builder, "Application Name", applicationName);
        return builder.ConnectionString;
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder builder, string key, object value)
    {
        if (!builder.ContainsKey(key))
        {
            builder[key] = value;
        }
    }
}
