using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>What stands where in the namespace.</summary>
internal static class BindEndpoints
{
    public static IEndpointRouteBuilder MapBinds(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/ns").WithTags("Namespace");

        group.MapPost("/bind", BindAsync).ForRole(Role.Operator)
            .WithName("Bind").WithSummary("Has a path of a namespace stand for what another path of it stands for")
            .Accepts<NamespaceBindBody>("application/json")
            .Problems(400, 403, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/mount", MountAsync).ForRole(Role.Operator)
            .WithName("Mount").WithSummary("Has a path of a namespace stand for what a path of the cluster's namespace or of a tree stands for: gives a process what it does not see")
            .Accepts<NamespaceBindBody>("application/json")
            .Problems(400, 403, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/unmount", UnmountAsync).ForRole(Role.Operator)
            .WithName("Unmount").WithSummary("Undoes a bind or a mount, or all that were done at a path")
            .Accepts<NamespaceUnmountBody>("application/json")
            .Problems(400, 403, 404, 408, 409, 413, 415, 503, 504);
        return app;
    }

    private static Task<Ok<NamespaceAnswer>> BindAsync(HttpRequest request, IGrainFactory grains, string? process, CancellationToken cancellationToken) =>
        ChangeAsync(request, grains, process, mounts: false, cancellationToken);

    private static Task<Ok<NamespaceAnswer>> MountAsync(HttpRequest request, IGrainFactory grains, string? process, CancellationToken cancellationToken) =>
        ChangeAsync(request, grains, process, mounts: true, cancellationToken);

    private static async Task<Ok<NamespaceAnswer>> ChangeAsync(
        HttpRequest request, IGrainFactory grains, string? process, bool mounts, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.NamespaceBindBody, cancellationToken);
        var order = Words.Parse<BindOrder>(body.Order, "order", inLowerCase: true) ?? BindOrder.Replace;
        var command = new BindCommand(
            process, Required(body.Source, "source"), Required(body.Target, "target"), order, body.Creates ?? false, mounts);
        await grains.GetGrain<INamespaceGrain>(0).BindAsync(command, cancellationToken);
        return TypedResults.Ok(new NamespaceAnswer(Success: true, $"{body.Source} is {(mounts ? "mounted" : "bound")} at {body.Target}"));
    }

    private static async Task<Ok<NamespaceAnswer>> UnmountAsync(
        HttpRequest request, IGrainFactory grains, string? process, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(request, ApiJson.Default.NamespaceUnmountBody, cancellationToken);
        await grains.GetGrain<INamespaceGrain>(0).UnmountAsync(process, body.Source, Required(body.Target, "target"), cancellationToken);
        return TypedResults.Ok(new NamespaceAnswer(Success: true, $"{body.Source ?? "All"} is unmounted from {body.Target}"));
    }

    private static string Required(string? text, string field) =>
        text ?? throw RefusedException.Invalid(field, $"{field} must be a path, a text of 1 to 4,096 characters.");
}
