using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>What one run of a plan works in: it has it to itself.</summary>
internal sealed class PlanArena(int elements, MemoryLedger ledger) : IDisposable
{
    private readonly Tensor memory = Tensor.Zeros(TensorShape.Vector(elements), ledger);

    /// <summary>Activations and scratch.</summary>
    public Span<float> Span => memory.Span;

    /// <summary>How far the run has come.</summary>
    public PlanPosition Position { get; } = new();

    /// <summary>Computes the products of the run's steps.</summary>
    public SharedProduct Product { get; } = new();

    public void Dispose() => memory.Dispose();
}
