using System.Globalization;
using System.Net.Http.Headers;

namespace InfernoOrleans.Cli.Rest;

/// <content>Compute nodes and tasks.</content>
internal sealed partial class InfernoClient
{
    private const int LongestPage = 1_000;
    private const int CopyBytes = 128 * 1024;

    public Task<ComputeStats> GetComputeStatsAsync(CancellationToken cancellationToken) =>
        GetAsync("inferno/compute/stats", InfernoJson.Default.ComputeStats, cancellationToken);

    public Task<IReadOnlyList<NodeInfo>> ListNodesAsync(CancellationToken cancellationToken) =>
        ListAsync("inferno/compute/nodes", InfernoJson.Default.IReadOnlyListNodeInfo, cancellationToken);

    public Task<NodeInfo> GetNodeAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(NodePath(id), InfernoJson.Default.NodeInfo, cancellationToken);

    public Task<NodeRegistered> RegisterNodeAsync(NodeRequest node, CancellationToken cancellationToken) =>
        PostAsync("inferno/compute/nodes", node, InfernoJson.Default.NodeRequest, InfernoJson.Default.NodeRegistered, cancellationToken);

    public Task<NodeInfo> DrainNodeAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, NodePath(id) + "/drain", body: null, InfernoJson.Default.NodeInfo, cancellationToken);

    public Task<NodeInfo> ActivateNodeAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, NodePath(id) + "/activate", body: null, InfernoJson.Default.NodeInfo, cancellationToken);

    public Task<DeleteAnswer> DeleteNodeAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, NodePath(id), body: null, InfernoJson.Default.DeleteAnswer, cancellationToken);

    /// <param name="task">A task as JSON.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<TaskSubmitted> SubmitTaskAsync(byte[] task, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "inferno/compute/tasks", Json(task), InfernoJson.Default.TaskSubmitted, cancellationToken);

    /// <param name="tasks"><c>{"tasks":[…]}</c></param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<TasksSubmitted> SubmitTasksAsync(byte[] tasks, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "inferno/compute/tasks/batch", Json(tasks), InfernoJson.Default.TasksSubmitted, cancellationToken);

    /// <summary>The newest tasks, at most <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<TaskItem>> ListTasksAsync(string? status, int most, CancellationToken cancellationToken) =>
        ListAsync(
            "inferno/compute/tasks" + Query(("status", status), ("limit", Number(Math.Min(most, LongestPage)))),
            most,
            InfernoJson.Default.IReadOnlyListTaskItem,
            cancellationToken);

    /// <summary>A single page: the tasks before task-<paramref name="number"/>, newest first, at most <paramref name="most"/> or 1,000.</summary>
    public Task<IReadOnlyList<TaskItem>> ListTasksBeforeAsync(long number, long most, CancellationToken cancellationToken) =>
        GetAsync(
            "inferno/compute/tasks" + Query(("limit", Number(Math.Min(most, LongestPage))), ("cursor", $"task-{number}")),
            InfernoJson.Default.IReadOnlyListTaskItem,
            cancellationToken);

    /// <param name="id">The task.</param>
    /// <param name="waitSeconds">How long the server may wait for its end before it answers; null for not at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<TaskAnswer> GetTaskAsync(string id, int? waitSeconds, CancellationToken cancellationToken) =>
        GetAsync(
            TaskPath(id) + Query(("wait", waitSeconds is { } seconds ? Number(seconds) : null)), InfernoJson.Default.TaskAnswer, cancellationToken);

    public Task<TaskCancelled> CancelTaskAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, TaskPath(id), body: null, InfernoJson.Default.TaskCancelled, cancellationToken);

    /// <summary>Writes the result of a task to <paramref name="destination"/>. It may take long, but not say nothing for long.</summary>
    public async Task DownloadResultAsync(string id, Stream destination, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, TaskPath(id) + "/result");
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, answerTimeout, cancellationToken);
        using var silence = new CancellationTokenSource(answerTimeout, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(bound.Token);
            var chunk = new byte[CopyBytes];
            int read;
            while ((read = await content.ReadAsync(chunk, bound.Token)) > 0)
            {
                await destination.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
                silence.CancelAfter(answerTimeout);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failures.Silent(Url, answerTimeout);
        }
    }

    private static string NodePath(string id) => $"inferno/compute/nodes/{Uri.EscapeDataString(id)}";

    private static string TaskPath(string id) => $"inferno/compute/tasks/{Uri.EscapeDataString(id)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
