using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// What replicas of a deployment have done that are gone from a silo while others of it are here: without it the sum over those that are here would
/// become less when one of several goes. Thread-safe.
/// </summary>
internal sealed class ReplicaTallies
{
    private readonly Lock guard = new();
    private readonly Dictionary<DeploymentId, Tally> tallies = [];

    /// <summary>A replica is here.</summary>
    public void Came(DeploymentId deployment)
    {
        lock (guard)
        {
            var tally = tallies.GetValueOrDefault(deployment);
            tallies[deployment] = tally with { Here = tally.Here + 1 };
        }
    }

    /// <summary>A replica is gone. With the last of a deployment, what they did is forgotten.</summary>
    public void Went(DeploymentId deployment, ReplicaFigures done)
    {
        lock (guard)
        {
            var tally = tallies.GetValueOrDefault(deployment);
            if (tally.Here <= 1)
            {
                tallies.Remove(deployment);
                return;
            }

            tallies[deployment] = new Tally(tally.Here - 1, tally.Requests + done.Requests, tally.Errors + done.Errors);
        }
    }

    /// <summary>What those have done that are gone.</summary>
    public ReplicaFigures Gone(DeploymentId deployment)
    {
        lock (guard)
        {
            var tally = tallies.GetValueOrDefault(deployment);
            return new ReplicaFigures(tally.Requests, tally.Errors, QueueDepth: 0, ResidentBytes: 0);
        }
    }

    private readonly record struct Tally(int Here, long Requests, long Errors);
}
