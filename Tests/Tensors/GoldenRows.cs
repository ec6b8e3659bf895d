using System.Globalization;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>Rows and what ggml stores of them: the files that <c>Golden/make-golden.py</c> wrote.</summary>
internal static class GoldenRows
{
    /// <summary>Each row's name and numbers, and its bytes in the files of the types.</summary>
    public static IEnumerable<(string Name, float[] Row, byte[] Half, byte[] Brain, byte[] Q8, byte[] Q4)> All()
    {
        float[] numbers = MemoryMarshal.Cast<byte, float>(Read("rows.f32")).ToArray();
        byte[] halves = Read("rows.f16"), brains = Read("rows.bf16"), q8 = Read("rows.q8_0"), q4 = Read("rows.q4_0");
        int at = 0, block = 0;
        foreach (string line in File.ReadAllLines(PathOf("rows.txt")))
        {
            string[] parts = line.Split(' ');
            int length = int.Parse(parts[1], CultureInfo.InvariantCulture);
            int blocks = (length + 31) / 32;
            yield return (
                parts[0],
                numbers[at..(at + length)],
                halves[(2 * at)..(2 * (at + length))],
                brains[(2 * at)..(2 * (at + length))],
                q8[(34 * block)..(34 * (block + blocks))],
                q4[(18 * block)..(18 * (block + blocks))]);
            at += length;
            block += blocks;
        }
    }

    private static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Tensors", "Golden", name);
}
