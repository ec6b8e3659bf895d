namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>How much one task may ask for.</summary>
/// <param name="MaxResultBytes">The most bytes of a result.</param>
/// <param name="MaxOperations">The most <see cref="ComputePlan.Operations"/>.</param>
/// <param name="MaxSteps">The most steps of a pipeline.</param>
internal sealed record TaskLimits(long MaxResultBytes, double MaxOperations, int MaxSteps);
