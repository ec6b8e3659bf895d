using System.CommandLine.Parsing;
using System.Globalization;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Reads operands as <c>2x2:1,2,3,4</c>: the extents, and the elements in row-major order. A number alone has no extents: <c>:5</c>.</summary>
internal static class TensorArgument
{
    public static TensorRequest[]? Read(ArgumentResult result)
    {
        var tensors = new List<TensorRequest>();
        foreach (var token in result.Tokens)
        {
            if (Parse(token.Value) is not { } tensor)
            {
                result.AddError($"--tensor takes extents and numbers such as 2x2:1,2,3,4, not '{token.Value}'.");
                return null;
            }

            tensors.Add(tensor);
        }

        return [.. tensors];
    }

    private static TensorRequest? Parse(string text)
    {
        if (text.Split(':') is not [var extents, var numbers]) { return null; }

        var shape = new List<long>();
        foreach (var word in extents.Split('x', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)) { return null; }

            shape.Add(extent);
        }

        try
        {
            return new(shape, InputRows.Parse(numbers).Data);
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }
}
