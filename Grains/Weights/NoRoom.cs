using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>The refusal of a network that does not fit into a silo's memory.</summary>
internal static class NoRoom
{
    public static RefusedException For(MemoryRefusedException refused) => new(
        RefusalReason.NoRoom,
        $"The network needs {refused.Requested:N0} more bytes of memory; {refused.Free:N0} of {refused.Capacity:N0} are free. "
        + "Delete a deployment that is not needed, or give the silo more memory (Weights:MemoryBytes).");
}
