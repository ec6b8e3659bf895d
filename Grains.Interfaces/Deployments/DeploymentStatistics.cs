namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>How many deployments there are. Every deployment has one process.</summary>
/// <param name="RunningProcesses">Processes that answer requests.</param>
/// <param name="NeuralNetworks">Deployed networks.</param>
/// <param name="CivicAgents">Deployed agents.</param>
/// <param name="DistributedTasks">Deployed tasks.</param>
/// <param name="Services">Deployed services.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployment-statistics")]
public sealed record DeploymentStatistics(
    [property: Id(0)] long RunningProcesses,
    [property: Id(1)] long NeuralNetworks,
    [property: Id(2)] long CivicAgents,
    [property: Id(3)] long DistributedTasks,
    [property: Id(4)] long Services)
{
    /// <summary>All deployments, of whatever type and state.</summary>
    public long Total => NeuralNetworks + CivicAgents + DistributedTasks + Services;
}
