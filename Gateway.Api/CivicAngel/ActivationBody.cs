namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What agents are asked to answer.</summary>
/// <param name="Description">What it is about: 1 to 4,096 characters.</param>
/// <param name="Symbol">What the emergent angel remembers it by; it answers to <c>emergence</c>.</param>
/// <param name="Gesture">Names the hands that are to answer; with <c>compute</c> in it, agents with a model use it on <c>data</c>.</param>
/// <param name="Glyph">A sign that goes with it.</param>
/// <param name="Color">A colour that goes with it.</param>
/// <param name="Depth">How many steps answers spread, 0 (default) to 3.</param>
/// <param name="Data">One row of numbers for agents with a model. Finite, and within the range of 32-bit floats.</param>
internal sealed record ActivationBody(
    string Description,
    string? Symbol = null,
    string? Gesture = null,
    string? Glyph = null,
    string? Color = null,
    long? Depth = null,
    IReadOnlyList<float>? Data = null);

/// <summary>A gesture that agents are asked to answer.</summary>
/// <param name="Gesture">Names the hands that are to answer; with <c>compute</c> in it, agents with a model use it on <c>data</c>.</param>
/// <param name="Description">What it is about: 1 to 4,096 characters.</param>
/// <param name="Symbol">What the emergent angel remembers it by; it answers to <c>emergence</c>.</param>
/// <param name="Glyph">A sign that goes with it.</param>
/// <param name="Color">A colour that goes with it.</param>
/// <param name="Depth">How many steps answers spread, 0 (default) to 3.</param>
/// <param name="Data">One row of numbers for agents with a model. Finite, and within the range of 32-bit floats.</param>
internal sealed record GestureBody(
    string Gesture,
    string Description,
    string? Symbol = null,
    string? Glyph = null,
    string? Color = null,
    long? Depth = null,
    IReadOnlyList<float>? Data = null);
