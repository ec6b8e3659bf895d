using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Routing;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed partial class OpenApiTests(SharedNode node)
{
    /// <summary>Method, path, role, schema of the request (null where there is none), schema of the answer, statuses of its problems.</summary>
    public static TheoryData<string, string, string, string?, string, int[]> Operations => new()
    {
        { "get", "/inferno/stats", "Reader", null, "StatsAnswer", [503, 504] },
        { "post", "/inferno/models/build", "Reader", "BuildBody", "BuildAnswer", [400, 408, 413, 415, 503, 504] },
        { "post", "/inferno/deploy/model", "Operator", "DeployModelBody", "DeployModelAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/deploy/agent", "Operator", "DeployAgentBody", "DeployModelAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/deploy/service", "Operator", "DeployServiceBody", "DeployModelAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/deploy/task", "Operator", "DeployTaskBody", "DeployModelAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "get", "/inferno/deployments/{deploymentId}/runs", "Reader", null, "RunItem[]", [400, 404, 503, 504] },
        { "post", "/inferno/execute/{deploymentId}", "Reader", "ExecuteBody", "ExecuteAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "get", "/inferno/deployments", "Reader", null, "DeploymentItem[]", [400, 503, 504] },
        { "get", "/inferno/deployments/{deploymentId}", "Reader", null, "DeploymentDetails", [404, 503, 504] },
        { "get", "/inferno/deployments/{deploymentId}/stats", "Reader", null, "DeploymentStatsAnswer", [404, 409, 503, 504] },
        { "post", "/inferno/deployments/{deploymentId}/stop", "Operator", null, "DeploymentDetails", [404, 503, 504] },
        { "post", "/inferno/deployments/{deploymentId}/start", "Operator", null, "DeploymentDetails", [404, 409, 503, 504] },
        { "delete", "/inferno/deployments/{deploymentId}", "Operator", null, "DeletedAnswer", [404, 503, 504] },
        { "post", "/inferno/models", "Operator", "(file)", "ModelVersionItem", [400, 408, 409, 413, 415, 422, 503, 504] },
        { "get", "/inferno/models", "Reader", null, "ModelVersionItem[]", [400, 503, 504] },
        { "get", "/inferno/compute/stats", "Reader", null, "ComputeStatsAnswer", [503, 504] },
        { "post", "/inferno/compute/nodes", "Operator", "NodeBody", "NodeRegisteredAnswer", [400, 408, 409, 413, 415, 503, 504] },
        { "get", "/inferno/compute/nodes", "Reader", null, "NodeItem[]", [400, 503, 504] },
        { "get", "/inferno/compute/nodes/{nodeId}", "Reader", null, "NodeItem", [404, 503, 504] },
        { "delete", "/inferno/compute/nodes/{nodeId}", "Operator", null, "DeletedAnswer", [404, 409, 503, 504] },
        { "post", "/inferno/compute/nodes/{nodeId}/drain", "Operator", null, "NodeItem", [404, 409, 503, 504] },
        { "post", "/inferno/compute/nodes/{nodeId}/activate", "Operator", null, "NodeItem", [404, 409, 503, 504] },
        { "post", "/inferno/compute/tasks", "Operator", "TaskBody", "TaskSubmittedAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/compute/tasks/batch", "Operator", "TasksBody", "TasksSubmittedAnswer", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "get", "/inferno/compute/tasks", "Reader", null, "TaskItem[]", [400, 503, 504] },
        { "get", "/inferno/compute/tasks/{taskId}", "Reader", null, "TaskAnswer", [400, 404, 503, 504] },
        { "delete", "/inferno/compute/tasks/{taskId}", "Operator", null, "TaskCancelledAnswer", [404, 409, 503, 504] },
        { "get", "/civic-angel/info", "Reader", null, "AngelInfoAnswer", [503, 504] },
        { "post", "/civic-angel/activate", "Operator", "ActivationBody", "ActivationResult", [400, 408, 409, 413, 415, 503, 504] },
        { "post", "/civic-angel/gesture", "Operator", "GestureBody", "ActivationResult", [400, 408, 409, 413, 415, 503, 504] },
        { "get", "/civic-angel/agents", "Reader", null, "AgentItem[]", [400, 503, 504] },
        { "get", "/civic-angel/agents/{id}", "Reader", null, "AgentItem", [404, 503, 504] },
        { "post", "/civic-angel/agents/{id}/activate", "Operator", "ActivationBody", "ActivationResult", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "put", "/civic-angel/agents/{id}/model", "Operator", "BindBody", "AgentItem", [400, 404, 408, 409, 413, 415, 503, 504] },
        { "delete", "/civic-angel/agents/{id}/model", "Operator", null, "AgentItem", [404, 409, 503, 504] },
        { "get", "/civic-angel/hands/{hand}", "Reader", null, "AgentItem[]", [400, 503, 504] },
        { "get", "/civic-angel/topology", "Reader", null, "TopologyAnswer", [503, 504] },
        { "get", "/civic-angel/memories/{trigger}", "Reader", null, "MemoryItem[]", [400, 503, 504] },
        { "get", "/civic-angel/lifecycle", "Reader", null, "LifecycleAnswer", [503, 504] },
        { "post", "/civic-angel/lifecycle/advance", "Operator", null, "LifecycleAnswer", [400, 409, 503, 504] },
        { "post", "/civic-angel/dream", "Operator", null, "DreamAnswer", [503, 504] },
        { "get", "/inferno/ns/{path}", "Reader", null, "NamespaceItem[]", [400, 403, 404, 409, 503, 504] },
        { "put", "/inferno/ns/{path}", "Operator", "(bytes)", "NamespaceItem", [400, 403, 404, 408, 409, 413, 503, 504] },
        { "delete", "/inferno/ns/{path}", "Operator", null, "DeletedAnswer", [400, 403, 404, 409, 503, 504] },
        { "post", "/inferno/ns/bind", "Operator", "NamespaceBindBody", "NamespaceAnswer", [400, 403, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/ns/mount", "Operator", "NamespaceBindBody", "NamespaceAnswer", [400, 403, 404, 408, 409, 413, 415, 503, 504] },
        { "post", "/inferno/ns/unmount", "Operator", "NamespaceUnmountBody", "NamespaceAnswer", [400, 403, 404, 408, 409, 413, 415, 503, 504] },
        { "get", "/inferno/cluster", "Reader", null, "SiloItem[]", [503, 504] },
        { "post", "/inferno/keys", "Admin", "KeyBody", "KeyCreatedAnswer", [400, 401, 403, 408, 409, 413, 415, 429, 503, 504] },
        { "get", "/inferno/keys", "Admin", null, "KeyItem[]", [401, 403, 429, 503, 504] },
        { "delete", "/inferno/keys/{idOrName}", "Admin", null, "KeyRevokedAnswer", [401, 403, 404, 409, 429, 503, 504] },
        { "get", "/inferno/audit", "Admin", null, "AuditItem[]", [400, 401, 403, 429, 503, 504] },
        { "get", "/health/live", "Reader", null, "HealthAnswer", [] },
        { "get", "/health/ready", "Reader", null, "HealthAnswer", [503, 504] },
    };

    [Fact]
    public async Task Description_IsOpenApi31() =>
        Assert.StartsWith("3.1.", (await DocumentAsync())["openapi"]!.GetValue<string>(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_OfTheContract_IsDescribedWithItsSchemasAndProblems(
        string method, string path, string role, string? request, string answer, int[] problems)
    {
        var operation = (await DocumentAsync())["paths"]![path]![method]!;

        Assert.Equal(role, operation["x-required-role"]!.GetValue<string>());
        Assert.Equal(answer, SchemaOf(operation["responses"]!["200"]!["content"]!["application/json"]!));
        Assert.All(problems, status => Assert.Equal(
            "Problem", SchemaOf(operation["responses"]![$"{status}"]!["content"]!["application/problem+json"]!)));
        Assert.All(operation["responses"]!.AsObject(), response => Assert.NotNull(response.Value!["headers"]!["X-Request-Id"]));
        var content = operation["requestBody"]?["content"];
        if (request is "(bytes)")
        {
            Assert.Equal("application/octet-stream", Assert.Single(content!.AsObject()).Key);
        }
        else if (request is null or "(file)")
        {
            Assert.Equal(request is not null, content?["application/octet-stream"] is not null && content["multipart/form-data"] is not null);
        }
        else
        {
            Assert.Equal(request, SchemaOf(content!["application/json"]!));
        }
    }

    [Fact]
    public async Task Keys_InTheDescription_ArePresentedInTwoWaysOnEveryOperation()
    {
        var document = await DocumentAsync();
        var schemes = document["components"]!["securitySchemes"]!;

        Assert.Equal("http bearer", $"{schemes["bearer"]!["type"]} {schemes["bearer"]!["scheme"]}");
        Assert.Equal("apiKey header X-Api-Key", $"{schemes["apiKey"]!["type"]} {schemes["apiKey"]!["in"]} {schemes["apiKey"]!["name"]}");
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation => Assert.Equal(
            ["bearer", "apiKey"], operation.Value!["security"]!.AsArray().SelectMany(way => way!.AsObject().Select(scheme => scheme.Key))));
    }

    [Fact]
    public async Task Audit_WhereNoKeysAreRequired_IsOfWhoeverIsHere()
    {
        await node.Client.DeleteAsync("/inferno/compute/tasks/task-4711").ProblemAsync(404);

        await Eventually.UntilAsync(async () => (await node.Client.GetAsync("/inferno/audit").ReadAsync()).AsArray()
            .Any(entry => $"{entry!["principal"]} {entry["path"]} {entry["status"]}" == "local /inferno/compute/tasks/task-4711 404"));
    }

    [Fact]
    public async Task Task_ThatHasNotEnded_IsDescribedAsA202()
    {
        var later = (await DocumentAsync())["paths"]!["/inferno/compute/tasks/{taskId}"]!["get"]!["responses"]!["202"]!;

        Assert.Equal("TaskAnswer", SchemaOf(later["content"]!["application/json"]!));
        Assert.NotNull(later["headers"]!["Retry-After"]);
    }

    [Theory]
    [InlineData("get", "/inferno/compute/tasks/{taskId}/result", "Reader", "application/octet-stream", 404, 409)]
    [InlineData("get", "/inferno/compute/events", "Reader", "text/event-stream", 400, 503)]
    [InlineData("get", "/civic-angel/events", "Reader", "text/event-stream", 400, 503)]
    [InlineData("post", "/civic-angel/dialogue", "Operator", "text/event-stream", 400, 415, 503)]
    public async Task Operation_ThatAnswersWithoutJson_IsDescribedByItsContentType(
        string method, string path, string role, string contentType, params int[] problems)
    {
        var operation = (await DocumentAsync())["paths"]![path]![method]!;

        Assert.Equal(role, operation["x-required-role"]!.GetValue<string>());
        var content = Assert.Single(operation["responses"]!["200"]!["content"]!.AsObject());
        Assert.Equal(contentType, content.Key);
        Assert.NotNull(content.Value!["schema"]);
        Assert.All(problems, status => Assert.NotNull(operation["responses"]![$"{status}"]!["content"]!["application/problem+json"]));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("put")]
    public async Task File_OfTheNamespace_IsDescribedAsTextOrBytesBesides(string method)
    {
        var content = (await DocumentAsync())["paths"]!["/inferno/ns/{path}"]![method]!["responses"]!["200"]!["content"]!.AsObject();

        Assert.Equal(["application/json", "text/plain", "application/octet-stream"], content.Select(type => type.Key));
        Assert.All(content, type => Assert.NotNull(type.Value!["schema"]));
    }

    [Fact]
    public async Task Step_OfAPipeline_IsDescribedAsAnObjectOrAText()
    {
        var step = (await DocumentAsync())["components"]!["schemas"]!["StepBody"]!;

        Assert.Equal(["object", "string"], step["type"]!.AsArray().Select(type => type!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Schemas_OfNumbers_AllowNoTexts()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        var members = schemas.SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(member => member.Value!) ?? []).ToArray();
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.DoesNotMatch("integer.*string|number.*string", member["type"]?.ToJsonString() ?? ""));
    }

    [Fact]
    public async Task Application_EveryEndpoint_DeclaresExactlyOneRoleAndIsDescribed()
    {
        using var data = new TemporaryDirectory();
        await using var app = GatewayHost.Create([$"--Storage:DataDirectory={data.Path}", "--Gateway:Port=0"]);
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();

        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.OfType<RequiredRole>().Count() == 1, $"{endpoint.DisplayName} declares no single role."));
        foreach (var place in new[] { "inferno", "civic-angel", "health", "openapi", "reference", "dashboard" })
        {
            Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith(place, StringComparison.Ordinal));
        }

        var paths = (await DocumentAsync())["paths"]!.AsObject();
        var described = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null).ToArray();
        Assert.All(described, endpoint => Assert.All(
            endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods,
            method => Assert.True(
                paths[PathOf(endpoint)]?[method.ToLowerInvariant()]?["x-required-role"] is not null,
                $"{method} {PathOf(endpoint)} is not described, or without its role.")));
        Assert.Equal(paths.Sum(path => path.Value!.AsObject().Count), described.Sum(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Count));
    }

    [Fact]
    public async Task Reference_NeedsNoOtherHost()
    {
        var page = await node.Client.GetAsync("/reference").TextAsync();

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("\"withDefaultFonts\":false", page, StringComparison.Ordinal);
        var scripts = ScriptSource().Matches(page).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            Assert.NotEmpty(await node.Client.GetAsync($"/reference/{script}").TextAsync());
        }
    }

    [Fact]
    public async Task Dashboard_ServesItsPage() =>
        Assert.Contains("Orleans Dashboard", await node.Client.GetAsync("/dashboard/").TextAsync(), StringComparison.Ordinal);

    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task Health_OfARunningNode_IsGood(string kind) =>
        Assert.Equal($$"""{"status":"{{kind}}"}""", await node.Client.GetAsync($"/health/{kind}").TextAsync());

    private Task<JsonNode> DocumentAsync() => node.Client.GetAsync("/openapi/v1.json").ReadAsync();

    private static string SchemaOf(JsonNode content)
    {
        var schema = content["schema"]!;
        return schema["type"]?.GetValue<string>() == "array" ? $"{NameOf(schema["items"]!)}[]" : NameOf(schema);
    }

    private static string NameOf(JsonNode schema) => schema["$ref"]!.GetValue<string>().Split('/')[^1];

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + RouteConstraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{$1}");

    [GeneratedRegex("<script[^>]* src=\"([^\"]+)\"")]
    private static partial Regex ScriptSource();

    /// <summary>What follows the name of a parameter, and what marks it as a catch-all.</summary>
    [GeneratedRegex(@"\{\**([A-Za-z]+)[^}]*\}")]
    private static partial Regex RouteConstraint();
}
