using System.Data.Common;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>
/// What is done to many tasks at one time, in the way that suits the database. Everything runs inside a transaction of the caller, and
/// every change is conditional: of two that want the same task one gets it.
/// </summary>
internal abstract class TaskStatements
{
    /// <summary>Takes numbers for new tasks, in rising order. They may have gaps.</summary>
    public abstract Task<IReadOnlyList<long>> TakeNumbersAsync(DbTransaction transaction, int count);

    /// <summary>Inserts rows.</summary>
    public abstract Task InsertAsync(DbTransaction transaction, IReadOnlyList<InsertedTask> tasks);

    /// <summary>Gives ready tasks to a silo. Those that are no longer ready, or were given away in between, are left out.</summary>
    public abstract Task<IReadOnlyList<ClaimedTask>> ClaimAsync(DbTransaction transaction, IReadOnlyList<Claim> claims, string executor);

    /// <summary>Notes that attempts run.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="attempts">The attempts, and when each began.</param>
    public abstract Task MarkRunningAsync(DbTransaction transaction, IReadOnlyList<(AttemptId Id, long Started)> attempts);

    /// <summary>Ends attempts. Those that are not the present attempt of their task (any more) are left out.</summary>
    public abstract Task<IReadOnlyList<EndedTask>> EndAsync(DbTransaction transaction, IReadOnlyList<AttemptEnd> ends);

    /// <summary>Marks tasks as having others that depend on them, and by that locks them.</summary>
    /// <returns>Those that are there, and the states that they are in.</returns>
    public abstract Task<IReadOnlyList<(long Id, string State)>> MarkDependedOnAsync(DbTransaction transaction, IReadOnlyList<long> ids);

    /// <summary>Writes which tasks depend on which.</summary>
    public abstract Task InsertDependenciesAsync(DbTransaction transaction, IReadOnlyList<(long Task, long DependsOn)> dependencies);

    /// <summary>Has a query on <c>tasks</c> use an index, where the database would not see by itself that it should.</summary>
    public abstract string Using(string index);
}
