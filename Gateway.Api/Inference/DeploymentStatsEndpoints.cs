using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>How a deployment does.</summary>
internal static class DeploymentStatsEndpoints
{
    public static IEndpointRouteBuilder MapDeploymentStats(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/deployments/{deploymentId}/stats", StatsAsync).ForRole(Role.Reader)
            .WithTags("Deployments").WithName("GetDeploymentStats")
            .WithSummary("Counts what the deployment with that id, else the newest Running one of that name, has done since it was loaded")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task<Ok<DeploymentStatsAnswer>> StatsAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(deploymentId, grains, routes, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Stale)
        {
            routes.Forget(deploymentId);
            return await AskAsync(deploymentId, grains, routes, cancellationToken);
        }
    }

    private static async Task<Ok<DeploymentStatsAnswer>> AskAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var route = await routes.GetAsync(deploymentId, cancellationToken);
        var replica = ReplicaOf(route, deploymentId);
        return TypedResults.Ok(DeploymentStatsAnswer.From(
            await grains.GetGrain<IModelReplicaGrain>(replica.ToString()).CountAsync(cancellationToken)));
    }

    private static ReplicaId ReplicaOf(DeploymentRoute route, string deploymentId) =>
        route.Replicas is [var replica, ..]
            ? replica
            : throw new RefusedException(
                RefusalReason.Conflict, $"Deployment {deploymentId} is {route.Status}; only a Running one has statistics.");
}
