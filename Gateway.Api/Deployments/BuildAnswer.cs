using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>What a network would be.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Metadata">The network's metadata.</param>
/// <param name="Architecture">The layers as text, <c>784 → 128 → 64 → 10 (softmax)</c>.</param>
/// <param name="ParameterCount">Weights and biases.</param>
internal sealed record BuildAnswer(bool Success, BuildMetadata Metadata, string Architecture, long ParameterCount)
{
    public static BuildAnswer From(NetworkDescription network) => new(
        Success: true,
        new BuildMetadata(
            network.Name, network.Version, network.Architecture, network.ParameterCount, network.Created.ToUnixTimeMilliseconds()),
        network.Architecture,
        network.ParameterCount);
}

/// <summary>The metadata of a network.</summary>
/// <param name="Name">The kind of network.</param>
/// <param name="Version">Version of that kind.</param>
/// <param name="Architecture">The layers as text.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="Created">Milliseconds since 1970.</param>
internal sealed record BuildMetadata(string Name, string Version, string Architecture, long ParameterCount, long Created);
