using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace InfernoOrleans.Tests.Keys;

/// <summary>A request that a route takes.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">A path that leads there.</param>
/// <param name="Body">A body, where it takes one.</param>
/// <param name="Role">The role that it needs.</param>
internal sealed record RouteRequest(string Method, string Path, string? Body, Role Role)
{
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A request for every route that the gateway has, from its own table, so that none can be left out.</summary>
internal static class RouteTable
{
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["deploymentId"] = "deploy-1",
        ["nodeId"] = "silo-1",
        ["taskId"] = "task-1",
        ["id"] = "emergent-1",
        ["hand"] = "mirror",
        ["trigger"] = "bridge",
        ["idOrName"] = "operator",
        ["path"] = "tmp/planted",
    };

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["POST /inferno/deploy/model"] = """{"name":"planted","modelType":"perceptron","inputSize":1}""",
        ["POST /inferno/deploy/agent"] = """{"name":"planted","agentId":"emergent-1"}""",
        ["POST /inferno/deploy/service"] = """{"name":"planted","steps":["relu"]}""",
        ["POST /inferno/deploy/task"] = """{"name":"planted","task":{"taskType":"data","data":[1]}}""",
        ["POST /inferno/compute/tasks"] = """{"taskType":"data","data":[1]}""",
        ["POST /inferno/keys"] = """{"name":"planted","role":"admin"}""",
        ["POST /civic-angel/activate"] = """{"description":"planted"}""",
        ["POST /civic-angel/agents/emergent-1/activate"] = """{"description":"planted"}""",
        ["POST /inferno/ns/bind"] = """{"source":"/n","target":"/tmp"}""",
    };

    public static async Task<IReadOnlyList<RouteRequest>> ReadAsync()
    {
        using var data = new TemporaryDirectory();
        await using var app = GatewayHost.Create([$"--Storage:DataDirectory={data.Path}", "--Gateway:Port=0"]);
        return
        [
            .. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               let path = PathOf(endpoint.RoutePattern)
               select new RouteRequest(
                   method,
                   path,
                   method is "GET" or "DELETE" ? null : Bodies.GetValueOrDefault($"{method} {path}", "{}"),
                   endpoint.Metadata.GetRequiredMetadata<RequiredRole>().Role),
        ];
    }

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => Values.GetValueOrDefault(parameter.Name, "1"),
        _ => throw new InvalidOperationException($"{part} is no part of a route."),
    }))));
}
