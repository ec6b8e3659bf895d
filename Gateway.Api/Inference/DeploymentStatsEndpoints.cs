using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Services;
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
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken) =>
        TypedResults.Ok(await routes.CallAsync(
            deploymentId,
            async route =>
            {
                route.RequireReplicas();
                var id = route.Deployment.Id.ToString();
                var counting = route.Deployment.Type == DeploymentType.Service
                    ? Task.WhenAll(grains.GetGrain<IServiceGrain>(id).CountAsync(cancellationToken))
                    : Task.WhenAll(route.Replicas.Select(replica => replica.Grain.CountAsync(cancellationToken)));
                var uses = await grains.GetGrain<IDeploymentGrain>(id).MeasureAsync(cancellationToken);
                return DeploymentStatsAnswer.From(await counting, uses);
            },
            cancellationToken));
}
