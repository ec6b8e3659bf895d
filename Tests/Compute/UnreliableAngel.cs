using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Compute;

/// <summary>Two silos on which activations have their effect, but whose answers can be lost, refused or kept back.</summary>
public sealed class UnreliableAngel : IAsyncLifetime
{
    private readonly Queue<Exception> mishaps = new();
    private TaskCompletionSource? gate;

    public UnreliableAngel() => Silos = new TwoSilos { Configure = silo => silo.AddIncomingGrainCallFilter(InterfereAsync) };

    public TwoSilos Silos { get; }

    public Task InitializeAsync() => Silos.InitializeAsync();

    public Task DisposeAsync() => Silos.DisposeAsync();

    /// <summary>Has the next activations end in these in place of their answers.</summary>
    public void Fail(params ReadOnlySpan<Exception> next)
    {
        lock (mishaps)
        {
            foreach (var mishap in next)
            {
                mishaps.Enqueue(mishap);
            }
        }
    }

    /// <summary>How many of these are still to come.</summary>
    public int Left()
    {
        lock (mishaps)
        {
            return mishaps.Count;
        }
    }

    /// <summary>Keeps answers back until <see cref="Open"/>.</summary>
    public void Close() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        gate?.TrySetResult();
        gate = null;
    }

    private async Task InterfereAsync(IIncomingGrainCallContext call)
    {
        await call.Invoke();
        if (call.InterfaceMethod?.Name != nameof(ICivicAngelGrain.ActivateAsync))
        {
            return;
        }

        await (gate?.Task ?? Task.CompletedTask);
        lock (mishaps)
        {
            if (mishaps.TryDequeue(out var mishap))
            {
                throw mishap;
            }
        }
    }
}
