namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>What is to happen when a process fails, as a request gave it: nothing is checked yet, absent fields are null.</summary>
/// <param name="Mode"><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</param>
/// <param name="MaxRestarts">How many times in a row it is started again; null for as often as it takes.</param>
/// <param name="BackoffMs">Milliseconds before it is started again the first time; each further time in a row it is twice as long.</param>
[GenerateSerializer, Immutable, Alias("inferno.restart-policy-spec")]
public sealed record RestartPolicySpec(
    [property: Id(0)] string? Mode = null, [property: Id(1)] long? MaxRestarts = null, [property: Id(2)] long? BackoffMs = null);
