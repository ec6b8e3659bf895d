using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees.Control;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>The commands of deployments. Only a network has weights to pin, replicas to scale and revisions to roll out.</summary>
internal static class DeploymentControl
{
    public static ControlFile Of(DeploymentInfo deployment, bool byName, IGrainFactory grains)
    {
        var id = deployment.Id;
        var grain = grains.GetGrain<IDeploymentGrain>(id.ToString());
        ControlCommand[] ofAll =
        [
            new("start", async (_, cancellationToken) => State(await grain.StartAsync(cancellationToken))),
            new("stop", async (_, cancellationToken) => State(await grain.StopAsync(cancellationToken))),
            new("terminate", async (_, cancellationToken) =>
            {
                // Clients repeat a PUT whose answer was lost, and the name would stand for another deployment by then.
                if (byName)
                {
                    throw new RefusedException(
                        RefusalReason.Conflict, $"A deployment is terminated by its id, not by its name: write it to /models/{id}/ctl or /proc/{id.ProcessId}/ctl.");
                }

                await grain.TerminateAsync(cancellationToken);
                return $"{id} is terminated.";
            }),
        ];
        return new ControlFile(deployment.Type == DeploymentType.NeuralNetwork ? [.. ofAll, .. OfNetworks(grain)] : ofAll);
    }

    private static ControlCommand[] OfNetworks(IDeploymentGrain grain) =>
    [
        new("pin", async (_, cancellationToken) => $"{(await grain.PinAsync(pinned: true, cancellationToken)).Id} stays in memory."),
        new("unpin", async (_, cancellationToken) => $"{(await grain.PinAsync(pinned: false, cancellationToken)).Id} may leave memory when others need room."),
        new("scale N [MOST]", async (words, cancellationToken) =>
        {
            var least = ControlNumbers.Whole(words[0]);
            var range = new ReplicaRange(least, words.Count > 1 ? ControlNumbers.Whole(words[1]) : least);
            var scaled = await grain.ScaleAsync(range, cancellationToken);
            return $"{scaled.Id} has {scaled.ReadyReplicas} of {scaled.DesiredReplicas} replicas.";
        }),
        new("rollout MODEL [DTYPE]", async (words, cancellationToken) =>
            Revision(await grain.RolloutAsync(new RolloutCommand(words[0], words.ElementAtOrDefault(1)), cancellationToken))),
        new("rollback [N]", async (words, cancellationToken) =>
            Revision(await grain.RollbackAsync(words.Count > 0 ? ControlNumbers.Whole(words[0]) : null, cancellationToken))),
    ];

    private static string State(DeploymentInfo deployment) => $"{deployment.Id} is {deployment.Status}.";

    private static string Revision(DeploymentInfo deployment) =>
        $"{deployment.Id} serves {deployment.ModelVersion} as {deployment.DType}, revision {deployment.Revision}.";
}
