using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Takes in new deployments. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.deployment-intake")]
public interface IDeploymentIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Describes a network without building it: nothing is allocated, nothing is written.</summary>
    /// <exception cref="RefusedException">A field is invalid.</exception>
    [Alias("describe")]
    Task<NetworkDescription> DescribeAsync(NetworkSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a deployment. The weights are resident and have answered a probe before it is written; it is written before this
    /// returns.
    /// </summary>
    /// <exception cref="RefusedException">A field is invalid, the model is unknown, there is no room, or the key was used otherwise.</exception>
    [Alias("deploy"), ResponseTimeout("00:01:10")]
    Task<DeployAnswer> DeployAsync(DeployCommand command, CancellationToken cancellationToken);

    /// <summary>Makes a deployment of a task, which is run through the scheduler. It is written before this returns.</summary>
    /// <exception cref="RefusedException">A field is invalid, what the task names is unknown, there is no room, or the key was used otherwise.</exception>
    [Alias("deploy-task")]
    Task<DeployAnswer> DeployTaskAsync(DeployTaskCommand command, CancellationToken cancellationToken);

    /// <summary>Makes a deployment of a service. It is written before this returns.</summary>
    /// <exception cref="RefusedException">A field is invalid, a step names what is unknown, there is no room, or the key was used otherwise.</exception>
    [Alias("deploy-service")]
    Task<DeployAnswer> DeployServiceAsync(DeployServiceCommand command, CancellationToken cancellationToken);
}
