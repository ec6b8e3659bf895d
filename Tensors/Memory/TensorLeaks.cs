namespace InfernoOrleans.Tensors;

/// <summary>What is known of tensors that nobody disposed: their memory comes back when the collector finds them, which may be late.</summary>
/// <remarks>Thread-safe. Counting costs nothing until there is a leak.</remarks>
public static class TensorLeaks
{
    private static long count;

    /// <summary>Raised for each leak, by the thread that runs finalizers: a handler must be quick and must not throw.</summary>
    public static event EventHandler<TensorLeak>? Found;

    /// <summary>Whether each allocation remembers its stack trace, which takes microseconds and kilobytes.</summary>
    /// <value>Default false.</value>
    public static bool RecordTraces { get; set; }

    /// <summary>The leaks found since the process started.</summary>
    public static long Count => Interlocked.Read(ref count);

    internal static TensorLeak Describe(TensorShape shape, TensorDType dtype) =>
        new(shape, dtype, RecordTraces ? Environment.StackTrace : null);

    internal static void Report(TensorLeak leak)
    {
        Interlocked.Increment(ref count);
        Found?.Invoke(null, leak);
    }
}
