using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What an event of the stream says: its <c>data</c>. Its name says of what kind it is: <c>voice</c>, <c>phase</c>, <c>dream</c> or <c>model</c>.</summary>
/// <param name="At">When it was written, in milliseconds since 1970.</param>
/// <param name="AgentId">voice: who spoke. model: whose binding changed. Null otherwise.</param>
/// <param name="Activation">voice: the activation. Null otherwise.</param>
/// <param name="Step">voice: how many steps from the selected agents it was.</param>
/// <param name="Detail">phase: the phase. dream: its number. model: the deployment, or null where the agent is bound no longer.</param>
internal sealed record AngelEventData(long At, string? AgentId, string? Activation, int Step, string? Detail)
{
    public static AngelEventData From(AngelEvent happened) => new(
        happened.At.ToUnixTimeMilliseconds(), happened.AgentId, happened.Activation, happened.Step, happened.Detail);
}
