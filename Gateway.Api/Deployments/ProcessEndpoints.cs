using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Stopping and starting the processes of deployments.</summary>
internal static class ProcessEndpoints
{
    public static IEndpointRouteBuilder MapProcesses(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/deployments/{deploymentId}").WithTags("Deployments");

        group.MapPost("/stop", StopAsync).ForRole(Role.Operator)
            .WithName("StopDeployment").WithSummary("Stops the deployment with that id: it answers nothing and holds nothing in memory until it is started")
            .Problems(404, 503, 504);

        group.MapPost("/start", StartAsync).ForRole(Role.Operator)
            .WithName("StartDeployment").WithSummary("Starts the deployment with that id, which was stopped or has failed")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static Task<Ok<DeploymentDetails>> StopAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken) =>
        ChangeAsync(deploymentId, grains, routes, deployment => deployment.StopAsync(cancellationToken));

    private static Task<Ok<DeploymentDetails>> StartAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken) =>
        ChangeAsync(deploymentId, grains, routes, deployment => deployment.StartAsync(cancellationToken));

    private static async Task<Ok<DeploymentDetails>> ChangeAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, Func<IDeploymentGrain, Task<DeploymentInfo>> change)
    {
        // Not by name, which means one that runs: when a lost answer has the client stop again, that would be another.
        if (!DeploymentId.TryParse(deploymentId, out var id))
        {
            throw RefusedException.NotFound($"There is no deployment with the id '{deploymentId}'. A deployment is stopped and started by its id, deploy-N.");
        }

        try
        {
            var changed = await change(grains.GetGrain<IDeploymentGrain>(id.ToString()));

            // The name may have stood for it, or may do so from now on.
            routes.Forget(changed.Name);
            return TypedResults.Ok(DeploymentDetails.From(changed));
        }
        finally
        {
            // Even when the answer is lost, it may be changed.
            routes.Forget(deploymentId);
        }
    }
}
