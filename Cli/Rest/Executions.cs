using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>One row of numbers, or several one after another.</summary>
internal sealed record ExecuteRequest(IReadOnlyList<double> Data);

/// <summary>The outputs of the rows that were sent, one after another.</summary>
internal sealed record ExecuteAnswer : ServerAnswer
{
    public required IReadOnlyList<double> Result { get; init; }

    /// <summary>Which version of the model answered, from the answer's headers.</summary>
    [JsonIgnore]
    public string? ModelVersion { get; init; }

    /// <summary>Which replica answered, from the answer's headers.</summary>
    [JsonIgnore]
    public string? Replica { get; init; }
}
