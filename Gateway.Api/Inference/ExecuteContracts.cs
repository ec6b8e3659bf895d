namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>Rows to run through a deployed network.</summary>
/// <param name="Data">One row of inputSize numbers, or several rows one after another. Finite, and within the range of 32-bit floats.</param>
internal sealed record ExecuteBody(IReadOnlyList<float> Data);

/// <summary>The outputs of the rows.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Result">The outputs of each row, one after another.</param>
/// <param name="Error">Always null.</param>
internal sealed record ExecuteAnswer(bool Success, IReadOnlyList<float> Result, string? Error);
