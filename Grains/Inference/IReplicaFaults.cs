using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Grains.Inference;

/// <summary>What can go wrong in a replica, for tests to bring about: networks are built of operations that do not throw. No silo registers one.</summary>
internal interface IReplicaFaults
{
    /// <summary>Called before each slice of a replica; what it throws is thrown by the replica.</summary>
    void BeforeSlice(ReplicaId replica);
}
