using System.Data.Common;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Storage;

/// <summary>What differs between the databases that can hold our tables: how to connect, and what their errors mean.</summary>
internal abstract class DatabaseEngine : IAsyncDisposable
{
    /// <summary>Opens a connection to read with.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Opens a connection whose commits are durable.</summary>
    public abstract Task<DbConnection> ConnectForWritingAsync();

    /// <summary>Whether the database or its machine is at fault rather than the statement.</summary>
    public abstract bool IsOutage(Exception exception);

    /// <summary>Whether another transaction was in the way, so that the same statements may succeed when repeated.</summary>
    public abstract bool IsCollision(Exception exception);

    /// <summary>Runs work on the database; an outage becomes a refusal.</summary>
    /// <exception cref="RefusedException">The database cannot be used at the moment.</exception>
    public abstract Task<T> GuardAsync<T>(Func<Task<T>> work);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
