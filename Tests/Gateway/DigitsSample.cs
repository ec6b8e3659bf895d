using System.Globalization;
using System.IO.Compression;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>The digits and what the network that comes with them must say of the held-out ones.</summary>
internal static class DigitsSample
{
    public const int HeldOut = 359;

    public const int Right = 348;

    public static byte[] Model => File.ReadAllBytes(Path("digits-mlp.safetensors"));

    /// <summary>The held-out rows in order: those whose index is 4 modulo 5, as pixel / 16.</summary>
    public static IEnumerable<(float[] Pixels, int Label)> Rows() =>
        Lines("digits.csv.gz")
            .Where((_, index) => index % 5 == 4)
            .Select(line => line.Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
            .Select(cells => (cells[..^1].Select(pixel => pixel / 16).ToArray(), (int)cells[^1]));

    /// <summary>For the same rows the ten probabilities in float64.</summary>
    public static IEnumerable<double[]> Expected() =>
        Lines("digits-mlp.expected.csv.gz")
            .Skip(1)
            .Select(line => line.Split(',').Skip(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path(name)), CompressionMode.Decompress));
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return line;
        }
    }

    private static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "samples", "digits", name);
}
