using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>The identity of a replica, <c>deploy-1/r3/0</c>: a deployment, a revision of it from 1, an ordinal from 0.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Revision">The revision that it serves.</param>
/// <param name="Ordinal">Which of the replicas of that revision.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-id")]
public readonly record struct ReplicaId(
    [property: Id(0)] DeploymentId Deployment, [property: Id(1)] int Revision, [property: Id(2)] int Ordinal)
{
    /// <summary>Reads <c>deploy-1/r3/0</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReplicaId id)
    {
        id = default;
        var parts = text?.Split('/');
        if (parts is not [var deployment, ['r', .. var revision], var ordinal]
            || !DeploymentId.TryParse(deployment, out var deploymentId)
            || !int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var revisionNumber)
            || !int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinalNumber))
        {
            return false;
        }

        id = new ReplicaId(deploymentId, revisionNumber, ordinalNumber);
        return id.ToString() == text;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Deployment}/r{Revision}/{Ordinal}";
}
