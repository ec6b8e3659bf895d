using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>What the key of a request keeps of its answer: all of it, or, where that is long, what it takes to have the agents say it again.</summary>
/// <param name="Phase">The phase in which they spoke; the rest follows from the input.</param>
/// <param name="Answer">The answer; null where it is long.</param>
internal sealed record KeptActivation(LifecyclePhase Phase, ActivationAnswer? Answer)
{
    private const int MostCharacters = 64 << 10;

    /// <summary>What to keep of an answer.</summary>
    public static KeptActivation Of(ActivationAnswer answer) =>
        new(answer.Phase, answer.Responses.Sum(response => response.Voice.Length + (response.Inference?.Result?.Length ?? 0)) <= MostCharacters ? answer : null);
}
