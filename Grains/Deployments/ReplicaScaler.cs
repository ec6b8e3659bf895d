using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>
/// Decides how many replicas a deployment should have, from how many requests wait for them each time that it is asked. Growing takes two
/// looks at long queues, shrinking many looks at empty ones, so that the number does not swing.
/// </summary>
internal sealed class ReplicaScaler
{
    /// <summary>Requests waiting for each replica from which on there are too few of them.</summary>
    internal const int LongQueue = 4;

    internal const int LooksBeforeGrowing = 2;

    internal const int LooksBeforeShrinking = 12;

    private int longLooks;
    private int idleLooks;

    /// <summary>Looks once.</summary>
    /// <param name="range">Between which numbers to stay.</param>
    /// <param name="current">How many replicas there are.</param>
    /// <param name="queueDepth">Requests that wait for all of them together.</param>
    /// <returns>How many there should be.</returns>
    public int Follow(ReplicaRange range, int current, int queueDepth)
    {
        longLooks = queueDepth >= LongQueue * current ? longLooks + 1 : 0;
        idleLooks = queueDepth * 2 < current ? idleLooks + 1 : 0;
        var change = longLooks >= LooksBeforeGrowing ? 1 : idleLooks >= LooksBeforeShrinking ? -1 : 0;
        if (change != 0)
        {
            longLooks = idleLooks = 0;
        }

        return Math.Clamp(current + change, range.Min, range.Max);
    }
}
