using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Cluster;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Cluster;

/// <summary>Which silos there are and how busy they are.</summary>
internal static class ClusterEndpoints
{
    public static IEndpointRouteBuilder MapCluster(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/cluster", DescribeAsync).ForRole(Role.Reader)
            .WithTags("Operations").WithName("GetCluster")
            .WithSummary("Lists the silos with their load, as they said it within the last seconds")
            .Problems(503, 504);
        return app;
    }

    private static async Task<Ok<SiloItem[]>> DescribeAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok((await grains.GetGrain<IClusterGrain>(0).DescribeAsync(cancellationToken)).Select(SiloItem.From).ToArray());
}
