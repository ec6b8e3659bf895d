using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>How many replicas a deployment has: a fixed number where both bounds are the same, else as many as its load asks for.</summary>
/// <param name="Min">The least, at least 1.</param>
/// <param name="Max">The most.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-range")]
public readonly record struct ReplicaRange([property: Id(0)] int Min, [property: Id(1)] int Max)
{
    /// <summary>One replica.</summary>
    public static ReplicaRange One { get; } = new(1, 1);

    /// <summary>Whether the number follows the load.</summary>
    public bool IsElastic => Min < Max;

    /// <summary>Checks the bounds.</summary>
    /// <param name="most">The most replicas that a deployment may have.</param>
    /// <exception cref="RefusedException">They are out of range or out of order.</exception>
    public ReplicaRange Check(int most) => Min < 1 || Max < Min || Max > most
        ? throw RefusedException.Invalid(
            "replicas", $"replicas must be a number from 1 to {most}, or {{\"min\":…,\"max\":…}} with 1 ≤ min ≤ max ≤ {most}; it is {(IsElastic || Max < Min ? $"min {Min}, max {Max}" : $"{Min}")}.")
        : this;
}
