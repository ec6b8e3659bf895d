using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>How many copies of a deployment are loaded, and of what.</summary>
internal static class ReplicaEndpoints
{
    public static IEndpointRouteBuilder MapReplicas(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/deployments/{deploymentId}").WithTags("Deployments");

        group.MapGet("/replicas", ListAsync).ForRole(Role.Reader)
            .WithName("ListReplicas").WithSummary("Lists the loaded copies of a deployment and the silos they are on")
            .Problems(404, 503, 504);

        group.MapPost("/scale", ScaleAsync).ForRole(Role.Operator)
            .WithName("ScaleDeployment").WithSummary("Changes how many copies of a deployment are loaded")
            .Accepts<ScaleBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/rollout", RolloutAsync).ForRole(Role.Operator)
            .WithName("RolloutDeployment").WithSummary("Serves another model version, or the same one held otherwise, without failing a request")
            .Accepts<RolloutBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/rollback", RollbackAsync).ForRole(Role.Operator)
            .WithName("RollbackDeployment").WithSummary("Serves what an earlier revision served, as a new revision")
            .Accepts<RollbackBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);
        return app;
    }

    private static async Task<Ok<ReplicaItem[]>> ListAsync(string deploymentId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(deploymentId, grains, cancellationToken);
        var replicas = await deployment.ListReplicasAsync(cancellationToken);
        return TypedResults.Ok(replicas.Select(ReplicaItem.From).ToArray());
    }

    private static async Task<Ok<DeploymentDetails>> ScaleAsync(
        string deploymentId, HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.ScaleBody, cancellationToken);
        var replicas = body.Replicas is { } given ? ReplicaCount.Parse(given) : null;
        var range = replicas ?? throw RefusedException.Invalid("replicas", "replicas must be given: a number, or {\"min\":…,\"max\":…}.");
        return await ChangeAsync(
            deploymentId, grains, routes, deployment => deployment.ScaleAsync(range, cancellationToken), cancellationToken);
    }

    private static async Task<Ok<DeploymentDetails>> RolloutAsync(
        string deploymentId, HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.RolloutBody, cancellationToken);
        if (body is { ModelId: null, Dtype: null })
        {
            throw RefusedException.Invalid("modelId", "modelId, dtype or both must be given.");
        }

        return await ChangeAsync(
            deploymentId,
            grains,
            routes,
            deployment => deployment.RolloutAsync(new RolloutCommand(body.ModelId, body.Dtype), cancellationToken),
            cancellationToken);
    }

    private static async Task<Ok<DeploymentDetails>> RollbackAsync(
        string deploymentId, HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.RollbackBody, cancellationToken);
        return await ChangeAsync(
            deploymentId, grains, routes, deployment => deployment.RollbackAsync(body.Revision, cancellationToken), cancellationToken);
    }

    private static async Task<Ok<DeploymentDetails>> ChangeAsync(
        string deploymentId,
        IGrainFactory grains,
        DeploymentRoutes routes,
        Func<IDeploymentGrain, Task<DeploymentInfo>> change,
        CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(DeploymentDetails.From(await change(await FindAsync(deploymentId, grains, cancellationToken))));
        }
        finally
        {
            // Even when the answer is lost, it may be changed.
            routes.Forget(deploymentId);
        }
    }

    private static async Task<IDeploymentGrain> FindAsync(string deploymentId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var id = await DeploymentEndpoints.ResolveAsync(deploymentId, grains, cancellationToken);
        return grains.GetGrain<IDeploymentGrain>(id.ToString());
    }
}
