using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Services;

/// <summary>Where a process finds what a step calls its model: a name or an id in <c>/models</c>, or a path.</summary>
internal static class ModelPath
{
    private const string Models = "/models/";
    private const int MostCharacters = 1_024;

    /// <summary>The path.</summary>
    /// <exception cref="RefusedException">It is no such name.</exception>
    public static string Of(string model, string field)
    {
        if (model.Length is 0 or > MostCharacters || model.Any(char.IsControl))
        {
            throw RefusedException.Invalid(field, $"{field} must be the id or the name of a deployment, or a path, of 1 to {MostCharacters:N0} characters.");
        }

        return model[0] == '/' ? model : $"{Models}{CheckName(model, field)}";
    }

    /// <summary>The id or the name of the deployment that a path names in a namespace that is made for it; null where it is no such path.</summary>
    public static string? NameIn(string path) =>
        path.StartsWith(Models, StringComparison.Ordinal) && path.Length > Models.Length && path.IndexOf('/', Models.Length) < 0
        && path[Models.Length..] is not ("." or "..")
            ? path[Models.Length..]
            : null;

    private static string CheckName(string model, string field) =>
        model.Length <= Names.MaxLength && !model.Contains('/') && model is not ("." or "..")
            ? model
            : throw RefusedException.Invalid(field, $"{field} must be the id or the name of a deployment, {Names.MaxLength} characters at most, or a path that begins with a slash.");
}
