using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Deploying pipelines of models and operations.</summary>
internal static class ServiceEndpoints
{
    public static IEndpointRouteBuilder MapServices(this IEndpointRouteBuilder app)
    {
        app.MapPost("/inferno/deploy/service", DeployAsync).ForRole(Role.Operator)
            .WithTags("Deployments").WithName("DeployService")
            .WithSummary("Deploys a pipeline of models and operations, which is executed like a network")
            .WithIdempotencyKey()
            .Accepts<DeployServiceBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);
        return app;
    }

    private static async Task<Ok<DeployModelAnswer>> DeployAsync(
        HttpRequest request, IGrainFactory grains, DeploymentRoutes routes, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(request, cancellationToken);
        var command = ServiceReader.Read(body, IdempotencyKey.Of(request, "deploy/service", body));
        var answer = await grains.GetGrain<IDeploymentIntakeGrain>(0).DeployServiceAsync(command, cancellationToken);

        // The name may have stood for an older deployment.
        routes.Forget(answer.Name);
        return TypedResults.Ok(new DeployModelAnswer(answer.Id.ToString(), Success: true, $"Service {answer.Name} deployed successfully"));
    }
}
