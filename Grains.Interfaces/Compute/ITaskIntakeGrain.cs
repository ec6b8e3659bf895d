using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Takes in tasks. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.task-intake")]
public interface ITaskIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Accepts tasks. They are written before this returns, and will each end exactly once.</summary>
    /// <exception cref="RefusedException">A field is invalid, the queue is full, or the key was used otherwise.</exception>
    [Alias("submit")]
    Task<SubmitAnswer> SubmitAsync(SubmitCommand command, CancellationToken cancellationToken);
}
