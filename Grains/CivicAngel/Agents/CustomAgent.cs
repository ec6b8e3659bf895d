using System.Text;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What a custom agent is to be.</summary>
/// <param name="Description">What it is for.</param>
/// <param name="Hand">The hand whose way of speaking it has.</param>
/// <param name="Role">Its role; null where it has a lens.</param>
/// <param name="Lens">Its lens; null where it has a role.</param>
internal sealed record CustomAgent(string Description, Hand Hand, HandRole? Role, string? Lens)
{
    /// <summary>The most characters of <see cref="Description"/>.</summary>
    public const int MaxDescription = 1_024;

    private const int MostShown = 40;

    /// <summary>Reads the fields of a custom agent.</summary>
    /// <exception cref="RefusedException">One is missing, invalid, or excludes another.</exception>
    public static CustomAgent Of(DeployAgentCommand command)
    {
        var hand = Word<Hand>(command.Hand, "hand")
            ?? throw RefusedException.Invalid("hand", $"hand is missing: a custom agent has one of {Words<Hand>()}. For one of the 253 give its agentId instead.");
        var role = Word<HandRole>(command.Role, "role");
        var lens = command.Lens is null ? null : FindLens(command.Lens);
        if (role is null == lens is null)
        {
            throw role is null
                ? RefusedException.Invalid("role", $"role is missing: a custom agent has a role ({Words<HandRole>()}) or, in its place, a lens.")
                : RefusedException.Invalid("lens", "lens cannot be given together with role: a custom agent has one or the other.");
        }

        return new CustomAgent(CheckDescription(command.Description), hand, role, lens);
    }

    /// <summary>Refuses the fields of a custom agent beside the id of one that is there.</summary>
    /// <exception cref="RefusedException">One is given.</exception>
    public static void RefuseFields(DeployAgentCommand command)
    {
        var given = command.Hand is not null ? "hand" : command.Role is not null ? "role" : command.Lens is not null ? "lens"
            : command.Description is not null ? "description" : null;
        if (given is not null)
        {
            throw RefusedException.Invalid(given, $"{given} cannot be given together with agentId: one of the 253 agents brings its own.");
        }
    }

    private static T? Word<T>(string? word, string field)
        where T : struct, Enum =>
        word is null ? null
        : Enum.GetNames<T>().FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found)
        : throw RefusedException.Invalid(field, $"{field} is {Shown(word)}; it must be one of {Words<T>()}.");

    private static string FindLens(string lens) =>
        AgentCatalog.Lenses.FirstOrDefault(known => known.Equals(lens, StringComparison.OrdinalIgnoreCase))
        ?? throw RefusedException.Invalid("lens", $"lens is {Shown(lens)}; it must be one of {string.Join(", ", AgentCatalog.Lenses)}.");

    private static string CheckDescription(string? description)
    {
        if (string.IsNullOrWhiteSpace(description) || description.Length > MaxDescription)
        {
            var given = description?.Length > MaxDescription ? $" It has {description.Length:N0}." : string.Empty;
            throw RefusedException.Invalid("description", $"description must be a text of 1 to {MaxDescription:N0} characters that is not blank.{given}");
        }

        return description.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || Rune.IsControl(rune))
            ? throw RefusedException.Invalid("description", "description must not hold control characters or line ends, nor halves of characters.")
            : description;
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    private static string Shown(string word) => word.Length <= MostShown ? $"'{word}'" : $"'{word[..MostShown]}…'";
}
