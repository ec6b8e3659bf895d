using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>Results as files.</summary>
internal static class TaskResultEndpoints
{
    private const int PartBytes = 1 << 20;
    private const string ContentType = "application/octet-stream";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IEndpointRouteBuilder MapTaskResults(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/compute/tasks/{taskId}/result", ReadAsync).ForRole(Role.Reader)
            .WithTags("Compute").WithName("GetTaskResult")
            .WithSummary("The result of a task, however long, as an NPY file of 32-bit floats")
            .ProducesFile(ContentType)
            .WithAnswerHeader("Content-Disposition", "What to call the file: task-7.npy.")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task ReadAsync(
        string taskId, HttpContext context, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        var task = TaskEndpoints.Find(taskId, grains);
        var part = await task.ReadResultAsync(0, PartBytes, cancellationToken);

        // There is a result: from here on, what bounds the request is how slowly the client may read.
        Deadline.Of(context)!.Suspend();
        context.Response.ContentType = ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename={taskId}.npy";
        for (var offset = 0L; part.Length > 0;)
        {
            await context.Response.BodyWriter.WriteAsync(part, cancellationToken);
            offset += part.Length;
            var next = offset;
            part = await RepeatedCall.AskAsync(() => task.ReadResultAsync(next, PartBytes, cancellationToken), Patience, time, cancellationToken);
        }
    }
}
