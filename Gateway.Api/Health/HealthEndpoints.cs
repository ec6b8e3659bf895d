using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Health;

/// <summary>How the gateway is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthAnswer(string Status);

/// <summary>For supervisors and load balancers.</summary>
internal static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("Operations");
        group.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live"))).ForRole(Role.Reader)
            .WithName("GetLiveness").WithSummary("Answers while the process runs")
            .Problems();
        group.MapGet("/ready", ReadyAsync).ForRole(Role.Reader)
            .WithName("GetReadiness").WithSummary("Answers while grains answer and the database can be read, and until the server is told to stop")
            .Problems(503, 504);
        return app;
    }

    private static async Task<Ok<HealthAnswer>> ReadyAsync(IGrainFactory grains, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RefusedException(RefusalReason.Unavailable, "The server is stopping.");
        }

        await grains.GetGrain<IDeploymentDirectoryGrain>(0).CountAsync(cancellationToken);
        return TypedResults.Ok(new HealthAnswer("ready"));
    }
}
