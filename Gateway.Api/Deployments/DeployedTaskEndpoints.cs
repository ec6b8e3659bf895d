using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Deploying tasks that last, and their runs.</summary>
internal static class DeployedTaskEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;

    public static IEndpointRouteBuilder MapDeployedTasks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/inferno/deploy/task", DeployAsync).ForRole(Role.Operator)
            .WithTags("Deployments").WithName("DeployTask")
            .WithSummary("Deploys a task, which is run once, or by a schedule, and again when it fails")
            .WithIdempotencyKey()
            .Accepts<DeployTaskBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        app.MapGet("/inferno/deployments/{deploymentId}/runs", ListRunsAsync).ForRole(Role.Reader)
            .WithTags("Deployments").WithName("ListRuns")
            .WithSummary("Lists the last runs of a deployed task, newest first")
            .Problems(400, 404, 503, 504);
        return app;
    }

    private static async Task<Ok<DeployModelAnswer>> DeployAsync(
        HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(request, cancellationToken);
        var command = DeployedTaskReader.Read(body, options.Value.MaxNumbers, IdempotencyKey.Of(request, "deploy/task", body));
        var answer = await grains.GetGrain<IDeploymentIntakeGrain>(0).DeployTaskAsync(command, cancellationToken);

        // The name may have stood for an older deployment.
        routes.Forget(answer.Name);
        return TypedResults.Ok(new DeployModelAnswer(answer.Id.ToString(), Success: true, $"Task {answer.Name} deployed successfully"));
    }

    private static async Task<Ok<RunItem[]>> ListRunsAsync(
        string deploymentId, IGrainFactory grains, string? limit, CancellationToken cancellationToken)
    {
        var most = Paging.Limit(limit, DefaultPage, LongestPage);
        var id = await DeploymentEndpoints.ResolveAsync(deploymentId, grains, cancellationToken);
        var runs = await grains.GetGrain<IDeployedTaskGrain>(id.ToString()).ListRunsAsync(most, cancellationToken);
        return TypedResults.Ok(runs.Select(RunItem.From).ToArray());
    }
}
