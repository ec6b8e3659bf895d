namespace InfernoOrleans.Tests.Nodes;

/// <summary>Awaits what no event tells: what a cluster comes to by itself, asked for again and again.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Completes when the condition holds.</summary>
    /// <exception cref="OperationCanceledException">It has not held for a minute.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(Pause, patience.Token);
        }
    }
}
