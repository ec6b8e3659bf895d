using System.Globalization;
using System.IO.Compression;

namespace InfernoOrleans.Tests.NeuralNetworks;

/// <summary>The digits sample: a trained network, its held-out rows, and the answers computed in float64.</summary>
internal static class Digits
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples", "digits");

    public static byte[] Model() => File.ReadAllBytes(Path.Combine(Folder, "digits-mlp.safetensors"));

    /// <summary>The 359 held-out rows in order: 64 pixels of 0..1 each, the label, ten probabilities.</summary>
    public static IReadOnlyList<(float[] Pixels, int Label, double[] Expected)> HeldOut()
    {
        double[][] rows = [.. Lines("digits.csv.gz").Select(Numbers)];
        return [.. Lines("digits-mlp.expected.csv.gz").Skip(1).Select(Numbers)
            .Select(e => (Array.ConvertAll(rows[(int)e[0]][..64], p => (float)(p / 16)), (int)e[1], e[2..]))];
    }

    private static double[] Numbers(string line) => Array.ConvertAll(line.Split(','), n => double.Parse(n, CultureInfo.InvariantCulture));

    private static List<string> Lines(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
