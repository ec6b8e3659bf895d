namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Many numbers to one, with a state between them.</summary>
internal interface IReduction<TState, TResult>
{
    /// <summary>The state of no numbers.</summary>
    static abstract TState Start { get; }

    /// <summary>Takes in numbers, of which there is at least one.</summary>
    /// <param name="run">The numbers.</param>
    /// <param name="at">How many came before them.</param>
    /// <param name="state">What they change.</param>
    static abstract void Fold(ReadOnlySpan<float> run, int at, ref TState state);

    /// <summary>Takes in one number for each of many states.</summary>
    static abstract void FoldEach(ReadOnlySpan<float> numbers, int at, Span<TState> states);

    /// <summary>The result of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="count">How many numbers it took in.</param>
    static abstract TResult Finish(TState state, int count);
}
