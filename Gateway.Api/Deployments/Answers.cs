namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A new deployment.</summary>
/// <param name="DeploymentId">Its id, <c>deploy-1</c>.</param>
/// <param name="Success">Always true.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record DeployModelAnswer(string DeploymentId, bool Success, string Message);

/// <summary>Something is gone.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record DeletedAnswer(bool Success, string Message);

/// <summary>Counts of the virtual machine. Every deployment has one process.</summary>
/// <param name="TotalProcesses">All processes.</param>
/// <param name="RunningProcesses">Those that answer requests.</param>
/// <param name="TotalDeployments">All deployments.</param>
/// <param name="DeploymentsByType">The same by type.</param>
internal sealed record StatsAnswer(
    long TotalProcesses, long RunningProcesses, long TotalDeployments, DeploymentsByType DeploymentsByType);

/// <summary>Deployments by type.</summary>
/// <param name="NeuralNetwork">Networks.</param>
/// <param name="CivicAgent">Agents of the Civic Angel.</param>
/// <param name="DistributedTask">Tasks.</param>
/// <param name="Service">Services.</param>
internal sealed record DeploymentsByType(long NeuralNetwork, long CivicAgent, long DistributedTask, long Service);
