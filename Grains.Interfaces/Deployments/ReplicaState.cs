namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Where a replica is in its life.</summary>
public enum ReplicaState
{
    /// <summary>Being loaded; not called yet.</summary>
    Warming = 0,

    /// <summary>Loaded, has answered a probe, is called.</summary>
    Ready = 1,

    /// <summary>Not called any more; answers what it has.</summary>
    Draining = 2,
}
