using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Reads an option's number, and says what range it may come from where it does not fit.</summary>
internal static class NumberArgument
{
    public static T? Read<T>(ArgumentResult result, T least, T most)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes a number from {least} to {most}, not '{text}'.");
        return null;
    }
}
