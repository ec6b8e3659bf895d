namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>
/// Where a computation may be interrupted: a computation is an enumeration of these, none more than about a millisecond after the one
/// before. Which of them end a slice changes no bit of the result.
/// </summary>
internal readonly record struct Pause;
