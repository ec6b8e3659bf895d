using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Rows of numbers as a user writes them: JSON, or text with one row a line.</summary>
/// <param name="Data">The numbers of all rows, one after another.</param>
/// <param name="Count">How many rows they were written as.</param>
internal sealed record InputRows(IReadOnlyList<double> Data, int Count)
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(",; \t");

    public static InputRows Parse(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty) { throw Malformed("there are no numbers in it"); }

        var rows = trimmed[0] is '[' or '{' ? ParseJson(text) : ParseLines(trimmed);
        var data = rows.SelectMany(row => row).ToArray();
        if (data.Length == 0) { throw Malformed("there are no numbers in it"); }

        // Rows of unequal length are one row that was wrapped.
        return new(data, rows.TrueForAll(row => row.Length == rows[0].Length) ? rows.Count : 1);
    }

    private static List<double[]> ParseJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("data", out root))
            {
                throw Malformed("the JSON object has no member \"data\"");
            }

            if (root.ValueKind != JsonValueKind.Array) { throw Malformed("\"data\" is not an array"); }

            var nested = root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Array;
            return nested ? [.. root.EnumerateArray().Select(ParseRow)] : [ParseRow(root)];
        }
        catch (JsonException failure)
        {
            throw Malformed($"line {failure.LineNumber + 1} is not JSON");
        }
    }

    private static double[] ParseRow(JsonElement row) =>
        row.ValueKind == JsonValueKind.Array
            ? [.. row.EnumerateArray().Select(ParseNumber)]
            : throw Malformed($"'{row}' is not an array of numbers");

    private static double ParseNumber(JsonElement item) =>
        item.ValueKind == JsonValueKind.Number && item.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw Malformed($"'{item}' is not a finite number");

    private static List<double[]> ParseLines(ReadOnlySpan<char> text)
    {
        var rows = new List<double[]>();
        foreach (var line in text.EnumerateLines())
        {
            var row = new List<double>();
            foreach (var range in line.SplitAny(Separators))
            {
                if (line[range].IsEmpty) { continue; }
                if (!double.TryParse(line[range], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                {
                    throw Malformed($"'{line[range]}' is not a finite number");
                }

                row.Add(number);
            }

            if (row.Count > 0) { rows.Add([.. row]); }
        }

        return rows;
    }

    private static CommandFailedException Malformed(string reason) =>
        new($"The input cannot be read: {reason}.", ExitCodes.Usage);
}
