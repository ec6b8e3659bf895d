using System.CommandLine.Parsing;
using System.Globalization;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Reads the steps of a pipeline: <c>abs</c>, <c>scale=2</c>, <c>clamp=0,1</c>. Which steps there are is for the server to say.</summary>
internal static class StepArgument
{
    public static StepRequest[]? Read(ArgumentResult result)
    {
        var steps = new List<StepRequest>();
        foreach (var token in result.Tokens)
        {
            if (Parse(token.Value) is not { } step)
            {
                result.AddError(
                    $"--op takes a step such as abs, or with its number scale=2, offset=1, window-mean=3 or clamp=0,1, not '{token.Value}'.");
                return null;
            }

            steps.Add(step);
        }

        return [.. steps];
    }

    /// <summary>Reads one step; null where it is none.</summary>
    public static StepRequest? Parse(string text) => text.Split('=', 2) switch
    {
        [{ Length: > 0 } name] => new StepRequest(name),
        ["scale", var number] when Number(number) is { } factor => new StepRequest("scale") { Factor = factor },
        ["offset", var number] when Number(number) is { } value => new StepRequest("offset") { Value = value },
        ["window-mean", var number] when long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) =>
            new StepRequest("window-mean") { Size = size },
        ["clamp", var numbers] when numbers.Split(',') is [var least, var most] && Number(least) is { } min && Number(most) is { } max =>
            new StepRequest("clamp") { Min = min, Max = max },
        _ => null,
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
