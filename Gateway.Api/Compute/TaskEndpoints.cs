using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>Tasks: submitting, asking after, listing, cancelling.</summary>
internal static class TaskEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;
    private const string Submitted = "submitted";

    public static IEndpointRouteBuilder MapTasks(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/compute").WithTags("Compute");

        group.MapPost("/tasks", SubmitAsync).ForRole(Role.Operator)
            .WithName("SubmitTask").WithSummary("Accepts a task, which runs as soon as a node has room for it")
            .WithIdempotencyKey()
            .Accepts<TaskBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapPost("/tasks/batch", SubmitBatchAsync).ForRole(Role.Operator)
            .WithName("SubmitTasks").WithSummary("Accepts tasks, which may depend on each other; all of them, or none")
            .WithIdempotencyKey()
            .Accepts<TasksBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapGet("/tasks", ListAsync).ForRole(Role.Reader)
            .WithName("ListTasks").WithSummary("Lists tasks, newest first, 100 a page")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);

        group.MapGet("/tasks/{taskId}", GetAsync).ForRole(Role.Reader)
            .WithName("GetTask").WithSummary("Tells what became of a task; with wait, as soon as it has ended or that many seconds (at most 60) have passed")
            .Problems(400, 404, 503, 504);

        group.MapDelete("/tasks/{taskId}", CancelAsync).ForRole(Role.Operator)
            .WithName("CancelTask").WithSummary("Cancels a task, whatever it does")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task<Ok<TaskSubmittedAnswer>> SubmitAsync(
        HttpRequest request, IGrainFactory grains, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(request, cancellationToken);
        var task = TaskReader.Read(body, options.Value.MaxNumbers);
        var command = new SubmitCommand([task], IsBatch: false, IdempotencyKey.Of(request, "compute/tasks", body));
        var answer = await grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(command, cancellationToken);
        return TypedResults.Ok(new TaskSubmittedAnswer(answer.Ids[0].ToString(), Submitted));
    }

    private static async Task<Ok<TasksSubmittedAnswer>> SubmitBatchAsync(
        HttpRequest request, IGrainFactory grains, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(request, cancellationToken);
        var tasks = TaskReader.ReadBatch(body, options.Value.MaxNumbers, options.Value.MaxTasksPerBatch);
        var command = new SubmitCommand(tasks, IsBatch: true, IdempotencyKey.Of(request, "compute/tasks/batch", body));
        var answer = await grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(command, cancellationToken);
        return TypedResults.Ok(new TasksSubmittedAnswer([.. answer.Ids.Select(id => id.ToString())], Submitted));
    }

    private static async Task<Ok<TaskItem[]>> ListAsync(
        HttpContext context, IGrainFactory grains, string? status, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var length = Paging.Limit(limit, DefaultPage, LongestPage);
        TaskId? before = cursor is null ? null
            : TaskId.TryParse(cursor, out var id) ? id
            : throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        var query = new TaskQuery(Words.Parse<ComputeTaskStatus>(status, "status"), before, length + 1);
        var found = await grains.GetGrain<IComputeDirectoryGrain>(0).ListTasksAsync(query, cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].Id.ToString());
        }

        return TypedResults.Ok(found.Take(length).Select(TaskItem.From).ToArray());
    }

    private static async Task<Results<Ok<TaskAnswer>, Accepted<TaskAnswer>>> GetAsync(
        string taskId, string? wait, HttpContext context, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var most = TaskWait.Parse(wait);
        var info = await TaskWait.DescribeAsync(Find(taskId, grains), most, Deadline.Of(context)!, time, lifetime.ApplicationStopping, cancellationToken);
        if (info.IsEnded)
        {
            return TypedResults.Ok(TaskAnswer.From(info));
        }

        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Accepted(uri: (string?)null, TaskAnswer.From(info));
    }

    private static async Task<Ok<TaskCancelledAnswer>> CancelAsync(string taskId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        await Find(taskId, grains).CancelAsync(cancellationToken);
        return TypedResults.Ok(new TaskCancelledAnswer(Success: true, $"Task {taskId} cancelled"));
    }

    /// <summary>What can be no id is not asked of a grain, which would come to life for it.</summary>
    internal static ITaskGrain Find(string taskId, IGrainFactory grains) => TaskId.TryParse(taskId, out var id)
        ? grains.GetGrain<ITaskGrain>(id.ToString())
        : throw RefusedException.NotFound("There is no task with that id. Ids of tasks are task-N.");
}
