namespace InfernoOrleans.Grains.Compute;

/// <summary>The types of tasks, as the REST contract spells them.</summary>
internal static class TaskTypes
{
    public const string Inference = "inference";
    public const string Tensor = "tensor";
    public const string Data = "data";
    public const string Agent = "agent";
}
