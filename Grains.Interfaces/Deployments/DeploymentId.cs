using System.Diagnostics.CodeAnalysis;
using InfernoOrleans.Grains.Interfaces.Naming;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>The identity of a deployment: <c>deploy-N</c>, N from 1, without gaps and never used again.</summary>
/// <param name="Number">N.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployment-id")]
public readonly record struct DeploymentId([property: Id(0)] long Number)
{
    private const string Prefix = "deploy-";

    /// <summary>The process of this deployment, <c>proc-N</c> with the same N.</summary>
    public string ProcessId => $"proc-{Number}";

    /// <summary>The agent that came with this deployment and goes with it, where it is one of a custom agent: <c>agent-N</c> with the same N.</summary>
    public string CustomAgentId => $"agent-{Number}";

    /// <summary>Reads <c>deploy-N</c>; anything else, <c>deploy-01</c> and <c>Deploy-1</c> included, is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeploymentId id)
    {
        var parsed = NumberedId.TryParse(text, Prefix, out var number);
        id = new DeploymentId(number);
        return parsed;
    }

    /// <summary>Reads the id of a process, <c>proc-N</c>, which is that of the deployment with the same number.</summary>
    public static bool TryParseProcess([NotNullWhen(true)] string? text, out DeploymentId id)
    {
        var parsed = NumberedId.TryParse(text, "proc-", out var number);
        id = new DeploymentId(number);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Number}";
}
