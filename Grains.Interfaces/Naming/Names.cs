using System.Text.RegularExpressions;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Naming;

/// <summary>What things may be called. Names are path segments of the namespace and of URLs, so they are kept safe for both.</summary>
public static partial class Names
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 128;

    /// <summary>Checks the name of a deployment: 1 to 128 characters without control characters or slashes.</summary>
    /// <exception cref="RefusedException">It is not such a name, or it looks like an id.</exception>
    public static string CheckDeploymentName(string? name, string field = "name")
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
        {
            throw RefusedException.Invalid(field, $"{field} must be a text of 1 to {MaxLength} characters.");
        }

        if (name.Any(character => char.IsControl(character) || char.IsSurrogate(character) || character is '/' or '\\')
            || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1])
            || name is "." or "..")
        {
            throw RefusedException.Invalid(field, $"{field} must not hold slashes or control characters, nor begin or end with a space.");
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

    [GeneratedRegex(@"\A(deploy|proc|task|node)-[0-9]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeId();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
