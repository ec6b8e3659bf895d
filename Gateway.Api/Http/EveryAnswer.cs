namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>
/// Puts the request id and the problems around everything. As the first startup filter it comes before the framework's own middleware
/// too, which refuses unknown hosts.
/// </summary>
internal sealed class EveryAnswer : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseRequestIds();
        app.UseLastAnswers();
        app.UseProblems();
        next(app);
    };
}
