using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>One agent of the Civic Angel. Key: its id, <c>synth-mirror-palm</c>.</summary>
[Alias("inferno.civic-agent")]
public interface ICivicAgentGrain : IGrainWithStringKey
{
    /// <summary>Binds the agent to a deployment: from then on it computes with it.</summary>
    /// <param name="deployment">The id of a deployment of a network, or its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such agent or deployment, or it is no network that runs.</exception>
    [Alias("bind")]
    Task<AgentInfo> BindAsync(string deployment, CancellationToken cancellationToken);

    /// <summary>Unbinds the agent.</summary>
    /// <exception cref="RefusedException">There is no such agent, or it is bound to nothing.</exception>
    [Alias("unbind")]
    Task<AgentInfo> UnbindAsync(CancellationToken cancellationToken);

    /// <summary>Has the agent forget what it holds: its deployment was stopped, started or ended.</summary>
    [Alias("retire")]
    Task RetireAsync(CancellationToken cancellationToken);
}
