using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What an agent is asked.</summary>
/// <param name="Asked">What it is to answer: the description, or the voice that reached it.</param>
/// <param name="Input">The whole request; without data where the agent is not to compute.</param>
/// <param name="Phase">The phase, which colours its voice.</param>
/// <param name="Step">How many steps it is from the selected agents.</param>
/// <param name="ActivatedPerspectives">The perspectives that its answer reaches.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Model">The deployment that it is to compute with, as its row says at this time; null where it is not to compute.</param>
[GenerateSerializer, Immutable, Alias("inferno.speak-command")]
internal sealed record SpeakCommand(
    [property: Id(0)] string Asked,
    [property: Id(1)] ActivationInput Input,
    [property: Id(2)] LifecyclePhase Phase,
    [property: Id(3)] int Step,
    [property: Id(4)] IReadOnlyList<string> ActivatedPerspectives,
    [property: Id(5)] TimeSpan Timeout,
    [property: Id(6)] DeploymentId? Model);
