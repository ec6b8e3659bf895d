using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The lifecycle of the Civic Angel: one phase for the whole system, and its dreams. Key: 0.</summary>
[Alias("inferno.lifecycle")]
public interface ILifecycleGrain : IGrainWithIntegerKey
{
    /// <summary>Goes on to the next phase, durably. Entering <see cref="LifecyclePhase.Dissolution"/> begins a dream.</summary>
    /// <returns>The phase that this call began.</returns>
    /// <exception cref="RefusedException">The key was used otherwise, or the phase cannot be written.</exception>
    [Alias("advance")]
    Task<LifecyclePhase> AdvanceAsync(IdempotencyToken? idempotency, CancellationToken cancellationToken);

    /// <summary>
    /// Dreams: memories age and the weakest are forgotten, near-duplicates become one, and edges are learned between agents that have answered
    /// together. While a dream goes on, this waits for its end; a caller that gives up does not end it.
    /// </summary>
    /// <exception cref="RefusedException">The database cannot be written.</exception>
    [Alias("dream"), ResponseTimeout("00:01:10")]
    Task<DreamReport> DreamAsync(CancellationToken cancellationToken);
}
