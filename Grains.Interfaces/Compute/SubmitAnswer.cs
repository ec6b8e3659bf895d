namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>The tasks that were accepted.</summary>
/// <param name="Ids">Their ids, in the order of the command.</param>
[GenerateSerializer, Immutable, Alias("inferno.submit-answer")]
public sealed record SubmitAnswer([property: Id(0)] IReadOnlyList<TaskId> Ids);
