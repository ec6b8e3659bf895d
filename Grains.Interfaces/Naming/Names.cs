using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Naming;

/// <summary>What things may be called. Names are path segments of the namespace and of URLs, so they are kept safe for both.</summary>
public static partial class Names
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 128;

    private const int MaxKeyName = 64;

    /// <summary>Checks the name of a deployment: 1 to 128 characters without slashes, control or invisible characters.</summary>
    /// <exception cref="RefusedException">It is not such a name, or it looks like an id.</exception>
    public static string CheckDeploymentName(string? name, string field = "name") => CheckText(name, field);

    /// <summary>Checks what a task of a batch is called by others of the batch; as the names of deployments.</summary>
    /// <exception cref="RefusedException">It is not such a name, or it looks like an id.</exception>
    public static string CheckTaskKey(string? key, string field = "key") => CheckText(key, field);

    /// <summary>Checks the name of a task, by which nothing is found: 128 characters at most, without control characters.</summary>
    /// <exception cref="RefusedException">It is not such a name.</exception>
    public static string CheckTaskName(string name, string field = "name") =>
        name.Length <= MaxLength && !name.Any(character => char.IsControl(character) || char.IsSurrogate(character))
            ? name
            : throw RefusedException.Invalid(field, $"{field} must be a text of {MaxLength} characters at most, without control characters.");

    private static string CheckText(string? name, string field)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
        {
            throw RefusedException.Invalid(field, $"{field} must be a text of 1 to {MaxLength} characters.");
        }

        if (!IsFileName(name))
        {
            throw RefusedException.Invalid(
                field, $"{field} must not hold slashes, control or invisible characters, nor begin or end with a space.");
        }

        if (LooksLikeId().IsMatch(name))
        {
            throw RefusedException.Invalid(field, $"{field} must not look like an id; '{name}' does. Choose another name.");
        }

        return name;
    }

    /// <summary>
    /// Checks the name of a registered model: a letter or digit, then letters, digits, dots, underscores and hyphens, 128 characters
    /// at most. <c>@</c> is left out because it separates the name from the version.
    /// </summary>
    /// <exception cref="RefusedException">It is not such a name, or it looks like an id.</exception>
    public static string CheckModelName(string? name, string field = "name")
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength || !ModelName().IsMatch(name))
        {
            throw RefusedException.Invalid(
                field,
                $"{field} must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', {MaxLength} characters at most.");
        }

        if (LooksLikeId().IsMatch(name))
        {
            throw RefusedException.Invalid(field, $"{field} must not look like an id; '{name}' does. Choose another name.");
        }

        return name;
    }

    /// <summary>Checks the name of an API key: as that of a model, 64 characters at most, and it must not look like the id of a key.</summary>
    /// <exception cref="RefusedException">It is not such a name.</exception>
    public static string CheckKeyName(string? name, string field = "name")
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxKeyName || !ModelName().IsMatch(name))
        {
            throw RefusedException.Invalid(
                field, $"{field} must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', {MaxKeyName} characters at most.");
        }

        return LooksLikeKeyId().IsMatch(name)
            ? throw RefusedException.Invalid(field, $"{field} must not look like an id; '{name}' does. Choose another name.")
            : name;
    }

    /// <summary>
    /// Whether a file of the namespace may be called so: as a deployment, but that it may look like an id. It is what one name of a path
    /// may be, so that no path has a part that is empty, <c>.</c> or <c>..</c> once it is cleaned.
    /// </summary>
    public static bool IsFileName([NotNullWhen(true)] string? name) =>
        !string.IsNullOrEmpty(name) && name.Length <= MaxLength && !name.EnumerateRunes().Any(IsUnsafe)
        && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1]) && name is not ("." or "..");

    /// <summary>What cannot be seen can make one name look like another; halves of surrogate pairs are enumerated as U+FFFD.</summary>
    private static bool IsUnsafe(Rune rune) => rune.Value is '/' or '\\' or 0xFFFD || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    [GeneratedRegex(@"\A(deploy|proc|task|node)-[0-9]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeId();

    [GeneratedRegex(@"\Akey-[0-9]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeKeyId();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
