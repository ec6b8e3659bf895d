using System.Globalization;
using System.IO.Compression;

namespace InfernoOrleans.Cli.Demo;

/// <summary>One image of a handwritten digit.</summary>
/// <param name="Pixels">64 numbers from 0 to 1.</param>
/// <param name="Label">The digit it shows.</param>
/// <param name="Expected">The probabilities that the sample's model gives to the ten digits, computed in double precision.</param>
internal sealed record DigitsRow(double[] Pixels, int Label, double[] Expected);

/// <summary>The digits sample: a model, and the images that it has not been trained on.</summary>
internal sealed class DigitsSample
{
    private const int PixelCount = 64;
    private const double PixelScale = 16;
    private const int Folds = 5;
    private const int HeldOutFold = 4;

    private readonly string folder;

    private DigitsSample(string folder)
    {
        this.folder = folder;
        var expected = ReadLines("digits-mlp.expected.csv.gz").Skip(1).ToDictionary(
            line => int.Parse(line[0], CultureInfo.InvariantCulture),
            line => Array.ConvertAll(line[2..], Number));
        Rows =
        [
            .. ReadLines("digits.csv.gz").Index()
                .Where(line => line.Index % Folds == HeldOutFold)
                .Select(line => new DigitsRow(
                    Array.ConvertAll(line.Item[..PixelCount], pixel => Number(pixel) / PixelScale),
                    int.Parse(line.Item[PixelCount], CultureInfo.InvariantCulture),
                    expected[line.Index])),
        ];
    }

    /// <summary>The rows that were held out of training.</summary>
    public IReadOnlyList<DigitsRow> Rows { get; }

    public string ModelPath => Path.Combine(folder, "digits-mlp.safetensors");

    /// <summary>The copy that lies beside this program.</summary>
    public static DigitsSample Load()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", "digits");
        return Directory.Exists(folder)
            ? new DigitsSample(folder)
            : throw new CommandFailedException($"The digits sample is not at {folder}.");
    }

    private IEnumerable<string[]> ReadLines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, name)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) { yield return line.Split(','); }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
