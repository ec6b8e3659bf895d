namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>The state of a deployment and of its process. The names are words of the REST contract.</summary>
public enum DeploymentStatus
{
    /// <summary>Written, not yet started.</summary>
    Created = 0,

    /// <summary>Answers requests.</summary>
    Running = 1,

    /// <summary>Stopped by an operator; can be started again.</summary>
    Stopped = 2,

    /// <summary>Gone for good.</summary>
    Terminated = 3,

    /// <summary>Broken; the cluster gave up on it.</summary>
    Failed = 4,
}
