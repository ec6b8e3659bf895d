using InfernoOrleans.Gateway.Api.Hosting;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>How many bytes of bodies are held in memory. Thread-safe.</summary>
internal sealed class BodyRoom
{
    private const int DefaultShare = 8;

    private long held;

    /// <exception cref="ConfigurationException">There is no room for the largest body that is allowed.</exception>
    public BodyRoom(LimitOptions limits, GatewayOptions gateway)
    {
        var largest = Math.Max(gateway.MaxJsonBytes, gateway.MaxFileBytes);
        if (limits.MaxBodyBytes != 0 && limits.MaxBodyBytes < largest)
        {
            throw new ConfigurationException(
                $"The configuration is not valid: Limits:MaxBodyBytes ({limits.MaxBodyBytes}) must not be less than Gateway:MaxJsonBytes ({gateway.MaxJsonBytes}) and Gateway:MaxFileBytes ({gateway.MaxFileBytes}).");
        }

        Most = limits.MaxBodyBytes != 0 ? limits.MaxBodyBytes : Math.Max(largest, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DefaultShare);
    }

    /// <summary>How many there may be.</summary>
    public long Most { get; }

    /// <summary>How many there are.</summary>
    public long Held => Volatile.Read(ref held);

    /// <summary>Takes room.</summary>
    /// <returns>False where there is not enough, and none is taken.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref held, bytes) <= Most)
        {
            return true;
        }

        Free(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Free(long bytes) => Interlocked.Add(ref held, -bytes);
}
