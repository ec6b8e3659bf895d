namespace InfernoOrleans.Tensors.Compute;

/// <summary>Whose work a job is: the jobs of one flow share what the flow is entitled to.</summary>
/// <param name="Key">Its identity within a pool.</param>
/// <param name="Weight">
/// Its share in proportion to the weights of the others that have work, 1 to 1,000. Where jobs of one key come with different weights the
/// latest counts.
/// </param>
public readonly record struct ComputeFlow(string Key, int Weight = 1)
{
    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 1_000;
}
