using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Lets a gateway that is started before its silo wait for it, a second between tries.</summary>
internal sealed partial class WaitForSilo(TimeProvider time, ILogger<WaitForSilo> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogWaiting(exception.Message);
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers yet; trying again: {Reason}")]
    private partial void LogWaiting(string reason);
}
