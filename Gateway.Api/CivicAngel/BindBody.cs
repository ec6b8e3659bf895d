namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What an agent is to compute with.</summary>
/// <param name="DeploymentId">The id of a deployment of a network, or its name.</param>
internal sealed record BindBody(string DeploymentId);
