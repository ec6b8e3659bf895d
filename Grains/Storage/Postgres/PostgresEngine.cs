using System.Data.Common;
using System.Net.Sockets;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>
/// Our tables in PostgreSQL, shared by the silos of a cluster. While the database does not answer, a circuit breaker refuses at once
/// instead of letting every request find out for itself.
/// </summary>
internal sealed class PostgresEngine : DatabaseEngine
{
    /// <summary>The server ended a transaction that stood still for longer than it allows for: nothing of it was done.</summary>
    private const string IdleInTransaction = "25P03";

    private readonly NpgsqlDataSource source;
    private readonly ResiliencePipeline breaker;

    /// <summary>Connects when it is first used.</summary>
    /// <param name="connectionString">As <see cref="PostgresConnection.Complete"/> made it.</param>
    /// <param name="time">The breaker's clock.</param>
    public PostgresEngine(string connectionString, TimeProvider time)
    {
        source = NpgsqlDataSource.Create(connectionString);
        breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && IsOutage(exception)),
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                // Little more than the time after which a statement is given up, so that successes of before do not count.
                SamplingDuration = TimeSpan.FromSeconds(4),
                BreakDuration = TimeSpan.FromSeconds(1),
            })
            .Build();
    }

    /// <summary>Where connections come from, for what is not a row.</summary>
    public NpgsqlDataSource Source => source;

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override Task<DbConnection> ConnectForWritingAsync() => ConnectAsync(CancellationToken.None);

    /// <summary>The server is gone, starting, stopping, full or does not answer in time.</summary>
    public override bool IsOutage(Exception exception) => exception switch
    {
        // Classes 08 connection, 53 resources, 57 intervention, 58 system; 25006 a server that is read-only.
        PostgresException error => error.SqlState[..2] is "08" or "53" or "57" or "58" || error.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };

    public override bool IsCollision(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.LockNotAvailable or IdleInTransaction,
    };

    public override async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await breaker.ExecuteAsync(async _ => await work().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BrokenCircuitException || IsOutage(exception))
        {
            throw new RefusedException(RefusalReason.Unavailable, "The database cannot be reached at the moment.", exception);
        }
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
