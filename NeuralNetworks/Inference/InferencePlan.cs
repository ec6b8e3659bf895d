using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>
/// A network compiled for inference: weights packed for the kernels, linear layers with their bias and activation in one step, dropout gone, batch normalization as one
/// scale and shift, and arenas allocated beforehand.
/// </summary>
/// <remarks>
/// Thread-safe. A run allocates nothing. A row's output has the same bits whatever batch the row is in. Disposing lets the runs in progress
/// finish; the last of them releases the memory.
/// </remarks>
public sealed partial class InferencePlan : IDisposable
{
    private readonly PlanStep[] steps;
    private readonly List<PlanArena> arenas;
    private readonly Stack<PlanArena> idle;
    private readonly SemaphoreSlim free;
    private readonly int tileRows;

    /// <summary>The runs in progress, and one for the plan itself until it is disposed. At 0 the memory is gone.</summary>
    private int users = 1;
    private int disposed;

    private InferencePlan(NetworkArchitecture architecture, TensorDType dtype, PlanStep[] steps, List<PlanArena> arenas, long bytes)
    {
        Architecture = architecture;
        DType = dtype;
        this.steps = steps;
        this.arenas = arenas;
        idle = new Stack<PlanArena>(arenas);
        free = new SemaphoreSlim(arenas.Count);
        tileRows = TileRowsOf(architecture);
        Bytes = bytes;
    }

    /// <summary>What the network is.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>How the weights are stored.</summary>
    public TensorDType DType { get; }

    /// <summary>The numbers in one row of input.</summary>
    public int InputSize => Architecture.InputSize;

    /// <summary>The numbers in one row of output.</summary>
    public int OutputSize => Architecture.OutputSize;

    /// <summary>The native bytes held: weights and arenas.</summary>
    public long Bytes { get; }

    /// <summary>Computes the outputs of rows on the calling thread: the other form without a pool.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{float}, Span{float}, int, ComputePool?, CancellationToken)"/>
    public void Run(ReadOnlySpan<float> input, Span<float> output, int rows, CancellationToken cancellationToken = default) =>
        Run(input, output, rows, pool: null, cancellationToken);

    /// <summary>Computes the outputs of rows. Allocates nothing.</summary>
    /// <param name="input">The rows one after another: <paramref name="rows"/> × <see cref="InputSize"/> numbers.</param>
    /// <param name="output">Where the rows' outputs go: <paramref name="rows"/> × <see cref="OutputSize"/> numbers.</param>
    /// <param name="rows">The number of rows, at least 0.</param>
    /// <param name="pool">Whose idle workers may help with large layers, which changes no bit; null for none.</param>
    /// <param name="cancellationToken">Checked for each step of each tile of rows, and while all arenas are taken.</param>
    /// <exception cref="ArgumentException">A length doesn't fit, or input and output overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The plan was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the output is undefined.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output, int rows, ComputePool? pool, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        RequireFit(input, output, rows);
        Enter();
        try
        {
            // Waiting with a token allocates; taking an arena that is there doesn't.
            if (!free.Wait(0, CancellationToken.None))
            {
                free.Wait(cancellationToken);
            }

            PlanArena arena = Rent();
            try
            {
                Continue(input, output, rows, arena, long.MaxValue, pool, cancellationToken);
            }
            finally
            {
                Return(arena);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Refuses further runs and releases weights and arenas as soon as none is in progress. Repeating it does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Leave();
        }
    }

    /// <summary>Begins a run that is done in pieces. It keeps an arena until it is disposed.</summary>
    /// <param name="rows">The number of rows, at least 0.</param>
    /// <returns>Null where all arenas are taken: try again, but keep no thread waiting, since whoever has one may need it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The plan was disposed.</exception>
    public InferenceRun? TryBegin(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Enter();
        if (!free.Wait(0, CancellationToken.None))
        {
            Leave();
            return null;
        }

        return new InferenceRun(this, Rent(), rows);
    }

    internal void RequireFit(ReadOnlySpan<float> input, Span<float> output, int rows)
    {
        RequireLength(input.Length, rows, InputSize, nameof(input));
        RequireLength(output.Length, rows, OutputSize, nameof(output));
        if (input.Overlaps(output))
        {
            throw new ArgumentException("Input and output must not overlap.", nameof(output));
        }
    }

    /// <summary>Goes on with a run until it is done or has done so many multiply-adds. Returns how many it did.</summary>
    internal long Continue(
        ReadOnlySpan<float> input, Span<float> output, int rows, PlanArena arena, long most, ComputePool? pool, CancellationToken cancellationToken)
    {
        int half = tileRows * Architecture.MaxWidth;
        Span<float> memory = arena.Span;
        Span<float> scratch = memory[(2 * half)..];
        PlanPosition at = arena.Position;
        arena.Product.Pool = pool;
        at.Left = most;
        while (at.Row < rows && at.Left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PlanStep step = steps[at.Step];
            int count = Math.Min(tileRows, rows - at.Row);
            ReadOnlySpan<float> x = at.Step == 0
                ? input.Slice(at.Row * InputSize, count * InputSize)
                : memory.Slice(((at.Step - 1) & 1) * half, count * steps[at.Step - 1].Outputs);
            Span<float> y = at.Step == steps.Length - 1
                ? output.Slice(at.Row * OutputSize, count * OutputSize)
                : memory.Slice((at.Step & 1) * half, count * step.Outputs);
            if (!step.Run(x, y, count, scratch, arena))
            {
                continue;
            }

            (at.Step, at.Panel) = (at.Step + 1, 0);
            if (at.Step == steps.Length)
            {
                (at.Step, at.Row) = (0, at.Row + count);
            }
        }

        return most - at.Left;
    }

    /// <summary>Ends a run that was begun in pieces.</summary>
    internal void End(PlanArena arena)
    {
        Return(arena);
        Leave();
    }

    private PlanArena Rent()
    {
        PlanArena arena;
        lock (idle)
        {
            arena = idle.Pop();
        }

        arena.Position.Restart();
        return arena;
    }

    private void Return(PlanArena arena)
    {
        lock (idle)
        {
            idle.Push(arena);
        }

        free.Release();
    }

    private void Enter()
    {
        int seen = Volatile.Read(ref users);
        while (true)
        {
            ObjectDisposedException.ThrowIf(seen == 0 || Volatile.Read(ref disposed) != 0, this);
            int before = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) != 0)
        {
            return;
        }

        foreach (PlanStep step in steps)
        {
            step.Release();
        }

        arenas.ForEach(a => a.Dispose());
        free.Dispose();
    }

    private static void RequireLength(int length, int rows, int size, string name)
    {
        if (length != (long)rows * size)
        {
            throw new ArgumentException($"{rows} rows of {size} numbers are {(long)rows * size}, not {length}.", name);
        }
    }
}
