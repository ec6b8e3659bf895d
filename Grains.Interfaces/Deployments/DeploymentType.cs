namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>What was deployed. The names are words of the REST contract.</summary>
public enum DeploymentType
{
    /// <summary>A neural network.</summary>
    NeuralNetwork = 0,

    /// <summary>An agent of the Civic Angel.</summary>
    CivicAgent = 1,

    /// <summary>A task that runs on the cluster's nodes.</summary>
    DistributedTask = 2,

    /// <summary>A pipeline of other deployments.</summary>
    Service = 3,
}
