using System.Runtime.InteropServices;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>Running rows through a deployed network or service.</summary>
internal static class ExecuteEndpoints
{
    public static IEndpointRouteBuilder MapExecute(this IEndpointRouteBuilder app)
    {
        app.MapPost("/inferno/execute/{deploymentId}", ExecuteAsync).ForRole(Role.Reader)
            .WithTags("Inference").WithName("Execute")
            .WithSummary("Runs one row or several through the deployment with that id, else through the newest Running one of that name")
            .Accepts<ExecuteBody>("application/json").Produces<ExecuteAnswer>()
            .WithAnswerHeader("X-Inferno-Model-Version", "What answered: digits@1, Classifier@1.0; the name of a service.")
            .WithAnswerHeader("X-Inferno-Replica", "Which loaded copy of it answered; left out for a service.")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);
        return app;
    }

    private static async Task ExecuteAsync(
        string deploymentId, HttpContext context, DeploymentRoutes routes, ReplicaRouter router, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken)
    {
        JsonBody.RequireJson(context.Request);
        var asked = await routes.GetAsync(deploymentId, cancellationToken);
        asked.RequireRows();
        var rows = await ExecuteReader.ReadAsync(context.Request.BodyReader, asked.Deployment.InputSize, options.Value.MaxNumbers, cancellationToken);
        var request = new InferenceRequest(rows, Deadline.Of(context)!.Timeout);
        var (route, replica, answer) = await router.ExecuteAsync(
            deploymentId, route => CheckResults(rows.Length / sizeof(float), route.Deployment, options.Value), request, cancellationToken);
        CheckFinite(answer.Rows.Span);

        context.Response.Headers["X-Inferno-Model-Version"] = route.Deployment.ModelVersion;
        if (replica is not null)
        {
            context.Response.Headers["X-Inferno-Replica"] = replica.Id;
        }

        await ExecuteWriter.WriteAsync(context.Response, answer.Rows, cancellationToken);
    }

    /// <summary>Computed before anything runs. That the numbers fill whole rows is for the replica to say.</summary>
    private static void CheckResults(int numbers, DeploymentRoute route, GatewayOptions options)
    {
        var results = (long)(numbers / route.InputSize) * route.OutputSize;
        if (results > options.MaxNumbers)
        {
            throw RefusedException.Invalid(
                "data", $"The result of data would hold {results:N0} numbers; at most {options.MaxNumbers:N0} are allowed. Send fewer rows at a time.");
        }
    }

    /// <summary>JSON has no infinities: inputs so large that the network overflows on them cannot be answered.</summary>
    private static void CheckFinite(ReadOnlySpan<byte> rows)
    {
        var results = MemoryMarshal.Cast<byte, float>(rows);
        for (var i = 0; i < results.Length; i++)
        {
            if (!float.IsFinite(results[i]))
            {
                throw RefusedException.Invalid(
                    "data", $"The network overflows the range of 32-bit floats on data: result[{i}] is not finite. Send smaller numbers.");
            }
        }
    }
}
