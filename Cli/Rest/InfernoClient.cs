using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InfernoOrleans.Cli.Rest;

/// <summary>The REST API as methods. Every failure is a <see cref="CommandFailedException"/> that says what to tell the user.</summary>
internal sealed partial class InfernoClient : IDisposable
{
    /// <summary>The server bounds a request at a minute; a server that says nothing for longer is gone.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;
    private readonly AccessKey? key;
    private readonly TimeSpan answerTimeout;
    private readonly TimeProvider time;

    /// <param name="url">Where the gateway is.</param>
    /// <param name="timeout">How long the server may work on a request; null leaves the server's own default.</param>
    /// <param name="time">Measures how long the server is silent; null is the system's clock.</param>
    /// <param name="key">Says who asks; null where the server wants no key.</param>
    public InfernoClient(Uri url, TimeSpan? timeout = null, TimeProvider? time = null, AccessKey? key = null)
    {
        Url = url;
        this.key = key;
        this.time = time ?? TimeProvider.System;
        answerTimeout = (timeout ?? LongestAnswer) + Grace;

        // Without a trailing slash the last segment of a base path would be replaced by what is asked for.
        var root = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

        // A gateway redirects nobody. Whoever does might lead the key, or what a request says, to another host.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("inferno-cli", "1.0"));
        http.DefaultRequestHeaders.Authorization = key?.Header;
        if (timeout is { } bound)
        {
            http.DefaultRequestHeaders.Add("X-Inferno-Timeout-Ms", ((long)bound.TotalMilliseconds).ToString());
        }
    }

    public Uri Url { get; }

    public Task<DeployAnswer> DeployAsync(DeployRequest request, CancellationToken cancellationToken) =>
        PostAsync("inferno/deploy/model", request, InfernoJson.Default.DeployRequest, InfernoJson.Default.DeployAnswer, cancellationToken);

    /// <param name="service">A service as JSON.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<DeployAnswer> DeployServiceAsync(byte[] service, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "inferno/deploy/service", Json(service), InfernoJson.Default.DeployAnswer, cancellationToken);

    /// <param name="task">A task to deploy as JSON.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<DeployAnswer> DeployTaskAsync(byte[] task, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "inferno/deploy/task", Json(task), InfernoJson.Default.DeployAnswer, cancellationToken);

    /// <summary>The last runs of a deployed task, newest first.</summary>
    public Task<IReadOnlyList<RunItem>> ListRunsAsync(string deployment, int most, CancellationToken cancellationToken) =>
        GetAsync(
            $"inferno/deployments/{Uri.EscapeDataString(deployment)}/runs" + Query(("limit", Number(most))),
            InfernoJson.Default.IReadOnlyListRunItem,
            cancellationToken);

    public Task<BuildAnswer> BuildAsync(NetworkSpec network, CancellationToken cancellationToken) =>
        PostAsync("inferno/models/build", network, InfernoJson.Default.NetworkSpec, InfernoJson.Default.BuildAnswer, cancellationToken);

    public Task<StatsAnswer> GetStatsAsync(CancellationToken cancellationToken) =>
        GetAsync("inferno/stats", InfernoJson.Default.StatsAnswer, cancellationToken);

    public Task<DeploymentInfo> GetDeploymentAsync(string id, CancellationToken cancellationToken) =>
        GetAsync($"inferno/deployments/{Uri.EscapeDataString(id)}", InfernoJson.Default.DeploymentInfo, cancellationToken);

    public Task<IReadOnlyList<DeploymentInfo>> ListDeploymentsAsync(
        string? type, string? status, string? name, CancellationToken cancellationToken) =>
        ListAsync(
            "inferno/deployments" + Query(("type", type), ("status", status), ("name", name)),
            InfernoJson.Default.IReadOnlyListDeploymentInfo,
            cancellationToken);

    public Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken) =>
        ListAsync("inferno/models", InfernoJson.Default.IReadOnlyListModelInfo, cancellationToken);

    public Task<IReadOnlyList<SiloLoad>> ListSilosAsync(CancellationToken cancellationToken) =>
        ListAsync("inferno/cluster", InfernoJson.Default.IReadOnlyListSiloLoad, cancellationToken);

    public Task<DeleteAnswer> DeleteDeploymentAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Delete, $"inferno/deployments/{Uri.EscapeDataString(id)}", body: null, InfernoJson.Default.DeleteAnswer, cancellationToken);

    public Task<DeploymentInfo> StopDeploymentAsync(string id, CancellationToken cancellationToken) => ChangeDeploymentAsync(id, "stop", cancellationToken);

    public Task<DeploymentInfo> StartDeploymentAsync(string id, CancellationToken cancellationToken) => ChangeDeploymentAsync(id, "start", cancellationToken);

    private Task<DeploymentInfo> ChangeDeploymentAsync(string id, string change, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, $"inferno/deployments/{Uri.EscapeDataString(id)}/{change}", body: null, InfernoJson.Default.DeploymentInfo, cancellationToken);

    /// <summary>Sends a model file. The upload may take as long as it takes; only <paramref name="cancellationToken"/> ends it.</summary>
    public async Task<ModelInfo> ImportModelAsync(Stream content, string name, IProgress<long>? sent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "inferno/models" + Query(("name", name)));
        request.Content = new UploadContent(content, sent);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        // A server that refuses by the headers alone can say so before gigabytes are on their way.
        request.Headers.ExpectContinue = true;
        using var response = await SendAsync(request, Timeout.InfiniteTimeSpan, cancellationToken);
        return await ReadAsync(response, InfernoJson.Default.ModelInfo, cancellationToken);
    }

    /// <param name="deployment">An id, or the name of a running deployment.</param>
    /// <param name="data">One row or several, one after another.</param>
    /// <param name="cancellationToken">Ends the wait; the server drops the work.</param>
    public async Task<ExecuteAnswer> ExecuteAsync(string deployment, IReadOnlyList<double> data, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"inferno/execute/{Uri.EscapeDataString(deployment)}");
        request.Content = JsonContent.Create(new ExecuteRequest(data), InfernoJson.Default.ExecuteRequest);
        using var response = await SendAsync(request, answerTimeout, cancellationToken);
        var answer = await ReadAsync(response, InfernoJson.Default.ExecuteAnswer, cancellationToken);
        return answer with { ModelVersion = Header(response, "X-Inferno-Model-Version"), Replica = Header(response, "X-Inferno-Replica") };
    }

    public void Dispose() => http.Dispose();

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, type, cancellationToken);

    private Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest body, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body, requestType), answerType, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await SendAsync(request, answerTimeout, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type, CancellationToken cancellationToken) =>
        ListAsync(path, int.MaxValue, type, cancellationToken);

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string path, int most, JsonTypeInfo<IReadOnlyList<T>> type, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        await foreach (var page in PagesAsync(path, type, cancellationToken))
        {
            items.AddRange(page.Items);
            if (items.Count >= most) { break; }
        }

        return items.Count > most ? items[..most] : items;
    }

    /// <summary>The pages of a list, each asked for when the one before it has been looked at.</summary>
    private async IAsyncEnumerable<(IReadOnlyList<T> Items, bool IsLast)> PagesAsync<T>(
        string path, JsonTypeInfo<IReadOnlyList<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var visited = new HashSet<Uri>();
        Uri? page = new(http.BaseAddress!, path);
        while (page is not null)
        {
            if (!visited.Add(page))
            {
                throw new CommandFailedException($"{Url} announces {page.PathAndQuery} as the next page a second time.");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            using var response = await SendAsync(request, answerTimeout, cancellationToken);
            var items = await ReadAsync(response, type, cancellationToken);
            page = NextPage.Find(response.Headers, page);
            if (page is not null && !IsHere(page)) { throw new CommandFailedException($"{Url} announces the next page at another server, {page}, which is not asked."); }

            yield return (items, IsLast: page is null);
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption completion, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(timeout, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, completion, bound.Token);
        }
        catch (HttpRequestException failure)
        {
            // Ctrl-C reaches a node of the demo too: that it hangs up then is no failure.
            cancellationToken.ThrowIfCancellationRequested();
            throw Failures.Unreachable(Url, failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failures.Silent(Url, timeout);
        }

        if (response.IsSuccessStatusCode) { return response; }

        using (response)
        {
            throw await Failures.RefusedAsync(Url, response, key, cancellationToken);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw Failures.Foreign(Url, response);
        }
    }

    private bool IsHere(Uri page) =>
        Uri.Compare(page, Url, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var query = "";
        foreach (var (name, value) in parts)
        {
            if (value is not null) { query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}"; }
        }

        return query;
    }
}
