using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>Triggers in one case, so that they are found in whatever case they are looked for.</summary>
internal static class TriggerKey
{
    public static string Of(string trigger) => trigger.ToLowerInvariant();

    /// <summary>The pattern of SQL's LIKE, with \ as its escape, that keys match which contain a text.</summary>
    /// <exception cref="RefusedException">The text is empty or longer than any trigger.</exception>
    public static string Containing(string text) => text.Length is 0 or > ActivationInput.MaxSymbol
        ? throw RefusedException.Invalid("trigger", $"trigger must be a text of 1 to {ActivationInput.MaxSymbol} characters; it has {text.Length:N0}.")
        : text.Contains('\0')
            ? throw RefusedException.Invalid("trigger", "trigger must not hold the character NUL.")
            : $"%{Of(text).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
