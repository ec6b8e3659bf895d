namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Says at every start that others can reach the gateway without a key.</summary>
internal sealed partial class OpenWarning(Listening listening, ILogger<OpenWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (listening.IsOpen)
        {
            LogOpen(listening.OffLoopback!);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Listening on {Address} without API keys (Keys:Insecure): anybody who reaches the port may do everything. AllowedHosts says by which names it may be called")]
    private partial void LogOpen(string address);
}
