using System.Data.Common;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>What is done to many memories at one time, in the way that suits the database, inside a transaction of the caller.</summary>
internal abstract class MemoryStatements
{
    /// <summary>The most memories of one agent that one statement deletes.</summary>
    protected const int MostForgottenAtOnce = 2_000;

    /// <summary>
    /// Locks the rows of agents, in an order that all keep: of two that change memories of the same agents one waits for the other.
    /// </summary>
    /// <returns>Those that are there.</returns>
    public abstract Task<IReadOnlySet<string>> LockAsync(DbTransaction transaction, IReadOnlyCollection<string> agents);

    /// <summary>
    /// Inserts memories of agents that are locked, and an event for each answer of which there was none yet. Those that are there already, of
    /// an activation that is repeated, are left as they are.
    /// </summary>
    public abstract Task InsertAsync(DbTransaction transaction, IReadOnlyList<NewMemory> memories);

    /// <summary>
    /// Deletes the weakest memories of agents that have more than <paramref name="most"/>; of each so many at one time that an agent which has far
    /// more, because the bound was lowered, does not make this transaction long.
    /// </summary>
    public abstract Task ForgetWeakestAsync(DbTransaction transaction, IReadOnlyCollection<string> agents, long most);
}
