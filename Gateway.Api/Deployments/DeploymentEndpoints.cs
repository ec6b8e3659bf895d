using System.Globalization;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Building, deploying, listing, ending.</summary>
internal static class DeploymentEndpoints
{
    public static IEndpointRouteBuilder MapDeployments(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno").WithTags("Deployments");

        group.MapGet("/stats", StatsAsync).ForRole(Role.Reader)
            .WithName("GetStats").WithSummary("Counts deployments and processes")
            .Problems(503, 504);

        group.MapPost("/models/build", BuildAsync).ForRole(Role.Reader)
            .WithName("BuildModel").WithSummary("Describes a network without deploying it")
            .Accepts<BuildBody>("application/json")
            .Problems(400, 408, 413, 415, 503, 504);

        group.MapPost("/deploy/model", DeployAsync).ForRole(Role.Operator)
            .WithName("DeployModel").WithSummary("Deploys a network with initial weights, or a registered model")
            .WithIdempotencyKey()
            .Accepts<DeployModelBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/deploy/agent", DeployAgentAsync).ForRole(Role.Operator)
            .WithName("DeployAgent").WithSummary("Deploys one of the agents of the Civic Angel, or a custom one, which is there from then on")
            .WithIdempotencyKey()
            .Accepts<DeployAgentBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapGet("/deployments", ListAsync).ForRole(Role.Reader)
            .WithName("ListDeployments").WithSummary("Lists deployments, oldest first; all of them unless limit or cursor is given")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);

        group.MapGet("/deployments/{deploymentId}", GetAsync).ForRole(Role.Reader)
            .WithName("GetDeployment").WithSummary("Describes the deployment with that id, else the newest Running one of that name")
            .Problems(404, 503, 504);

        group.MapDelete("/deployments/{deploymentId}", DeleteAsync).ForRole(Role.Operator)
            .WithName("DeleteDeployment").WithSummary("Terminates the deployment with that id for good and frees its memory")
            .Problems(404, 503, 504);
        return app;
    }

    private static async Task<Ok<StatsAnswer>> StatsAsync(IGrainFactory grains, CancellationToken cancellationToken)
    {
        var counts = await grains.GetGrain<IDeploymentDirectoryGrain>(0).CountAsync(cancellationToken);
        return TypedResults.Ok(new StatsAnswer(
            counts.Total,
            counts.RunningProcesses,
            counts.Total,
            new DeploymentsByType(counts.NeuralNetworks, counts.CivicAgents, counts.DistributedTasks, counts.Services)));
    }

    private static async Task<Ok<BuildAnswer>> BuildAsync(HttpRequest request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.BuildBody, cancellationToken);
        var network = await grains.GetGrain<IDeploymentIntakeGrain>(0).DescribeAsync(body.ToSpec(), cancellationToken);
        return TypedResults.Ok(BuildAnswer.From(network));
    }

    private static async Task<Ok<DeployModelAnswer>> DeployAsync(
        HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var (body, bytes) = await JsonBody.ReadAsync(request, ApiJson.Default.DeployModelBody, cancellationToken);
        var command = new DeployCommand(
            body.Name, body.ToSpec(), body.ModelId, IdempotencyKey.Of(request, "deploy/model", bytes), Deadline.Of(request.HttpContext)!.Timeout,
            body.Dtype, body.Replicas is { } replicas ? ReplicaCount.Parse(replicas) : null,
            ProcessFields.ToSpec(body.RestartPolicy, body.Resources, body.Namespace, body.Pinned));
        var answer = await grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(command, cancellationToken);

        // The name may have stood for an older deployment.
        routes.Forget(answer.Name);
        return TypedResults.Ok(new DeployModelAnswer(
            answer.Id.ToString(), Success: true, $"Model {answer.Name} deployed successfully"));
    }

    private static async Task<Ok<DeployModelAnswer>> DeployAgentAsync(
        HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var (body, bytes) = await JsonBody.ReadAsync(request, ApiJson.Default.DeployAgentBody, cancellationToken);
        var command = body.ToCommand(IdempotencyKey.Of(request, "deploy/agent", bytes));
        var answer = await grains.GetGrain<ICivicAngelGrain>(0).DeployAsync(command, cancellationToken);

        // The name may have stood for an older deployment.
        routes.Forget(answer.Name);
        return TypedResults.Ok(new DeployModelAnswer(
            answer.Id.ToString(), Success: true, $"Agent {answer.Name} deployed successfully"));
    }

    private static async Task<Ok<DeploymentItem[]>> ListAsync(
        HttpContext context,
        IGrainFactory grains,
        IOptions<GatewayOptions> options,
        string? type,
        string? status,
        string? name,
        string? limit,
        string? cursor,
        CancellationToken cancellationToken)
    {
        var most = options.Value.MaxListed;
        var length = Paging.Limit(limit, most, most);
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        }

        var query = new DeploymentQuery(
            Words.Parse<DeploymentType>(type, "type"), Words.Parse<DeploymentStatus>(status, "status"), name, after, length + 1);
        var found = await grains.GetGrain<IDeploymentDirectoryGrain>(0).ListAsync(query, cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].Id.Number.ToString(CultureInfo.InvariantCulture));
        }

        return TypedResults.Ok(found.Take(length).Select(DeploymentItem.From).ToArray());
    }

    private static async Task<Ok<DeploymentDetails>> GetAsync(
        string deploymentId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var id = await ResolveAsync(deploymentId, grains, cancellationToken);
        return TypedResults.Ok(DeploymentDetails.From(
            await grains.GetGrain<IDeploymentGrain>(id.ToString()).DescribeAsync(cancellationToken)));
    }

    private static async Task<Ok<DeletedAnswer>> DeleteAsync(
        string deploymentId, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        // Not by name: HTTP clients repeat a DELETE whose answer was lost, and the name would stand for another deployment by then.
        if (!DeploymentId.TryParse(deploymentId, out var id))
        {
            throw RefusedException.NotFound($"There is no deployment with the id '{deploymentId}'. A deployment is deleted by its id, deploy-N.");
        }

        try
        {
            await grains.GetGrain<IDeploymentGrain>(id.ToString()).TerminateAsync(cancellationToken);
        }
        finally
        {
            // Even when the answer is lost, it may be gone.
            routes.Forget(deploymentId);
        }

        return TypedResults.Ok(new DeletedAnswer(Success: true, $"Deployment {id} terminated"));
    }

    /// <summary>An id is used as it is; a name is looked up.</summary>
    internal static async Task<DeploymentId> ResolveAsync(string idOrName, IGrainFactory grains, CancellationToken cancellationToken) =>
        DeploymentId.TryParse(idOrName, out var id)
            ? id
            : await grains.GetGrain<IDeploymentDirectoryGrain>(0).ResolveAsync(idOrName, cancellationToken);
}
