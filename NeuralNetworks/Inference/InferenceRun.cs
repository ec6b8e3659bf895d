using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>
/// A run of an <see cref="InferencePlan"/> that is done in pieces: between two layers, and between parts of a large one, its thread can do
/// something else. The bits are those of a run that isn't interrupted.
/// </summary>
/// <remarks>It serves one thread at a time. It keeps one of the plan's arenas, and the plan's memory, until it is disposed.</remarks>
public sealed class InferenceRun : IDisposable
{
    private readonly InferencePlan plan;
    private PlanArena? arena;

    internal InferenceRun(InferencePlan plan, PlanArena arena, int rows)
    {
        this.plan = plan;
        this.arena = arena;
        Rows = rows;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Whether the output of every row is there.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Goes on where the last call ended.</summary>
    /// <param name="input">All rows, the same each time: <see cref="Rows"/> × the plan's input size.</param>
    /// <param name="output">Where all outputs go, the same each time: <see cref="Rows"/> × the plan's output size.</param>
    /// <param name="most">
    /// After how many multiply-adds to stop, at least 1. A piece is at least some columns of one layer for one group of rows, which may be more.
    /// </param>
    /// <param name="pool">Whose idle workers may help; null for none.</param>
    /// <param name="cancellationToken">Checked for each piece.</param>
    /// <returns>About how many multiply-adds were done.</returns>
    /// <exception cref="ArgumentException">A length doesn't fit, or input and output overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is less than 1.</exception>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the run can go on all the same.</exception>
    public long Continue(
        ReadOnlySpan<float> input, Span<float> output, long most, ComputePool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ObjectDisposedException.ThrowIf(arena is null, this);
        plan.RequireFit(input, output, Rows);
        long done = plan.Continue(input, output, Rows, arena, most, pool, cancellationToken);
        IsDone = arena.Position.Row >= Rows;
        return done;
    }

    /// <summary>Gives the arena back, whether the run is done or not. Repeating it does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref arena, null) is { } held)
        {
            plan.End(held);
        }
    }
}
