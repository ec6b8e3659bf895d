using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Control;

/// <summary>Reads the numbers of commands.</summary>
internal static class ControlNumbers
{
    /// <exception cref="RefusedException">It is no whole number from 1.</exception>
    public static int Whole(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number
            : throw RefusedException.Invalid("ctl", $"ctl takes a whole number from 1, not '{(word.Length <= 40 ? word : $"{word[..40]}…")}'.");
}
