using System.Text.RegularExpressions;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// What a script may not do, since the version before it still runs beside the new one: take something away, or refuse what that version
/// writes.
/// </summary>
internal static partial class MigrationRules
{
    /// <summary>What is wrong with a script, a sentence for each statement.</summary>
    public static IReadOnlyList<string> Check(string script)
    {
        var created = CreatedTable().Matches(Bare(script)).Select(match => match.Groups["table"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Bare(script).Split(';').Select(statement => (Text: Space().Replace(statement, " ").Trim(), Wrong: Check(statement, created)))
            .Where(found => found.Wrong is not null).Select(found => $"{found.Wrong}: {found.Text}")];
    }

    private static string? Check(string statement, HashSet<string> created)
    {
        if (Removal().IsMatch(statement)) { return "takes something away"; }
        if (Index().Match(statement) is { Success: true } index)
        {
            return created.Contains(index.Groups["table"].Value) ? null : "wants rows to be unique that are there already";
        }

        if (Alteration().Match(statement) is not { Success: true } alteration || created.Contains(alteration.Groups["table"].Value)) { return null; }
        if (Narrowing().IsMatch(statement)) { return "changes a column that is there already"; }
        if (Constraint().IsMatch(statement)) { return "constrains rows that are there already"; }
        return Added().Matches(alteration.Groups["rest"].Value).Any(column => NotNull().IsMatch(column.Value) && !Default().IsMatch(column.Value))
            ? "adds a column that the version before does not fill"
            : null;
    }

    /// <summary>Without comments, texts and the bodies of functions.</summary>
    private static string Bare(string script) => Literal().Replace(script, " ");

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(?<tag>\w*)\$.*?\$\k<tag>\$", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\bCREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?<table>[\w.""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex CreatedTable();

    [GeneratedRegex(@"\b(?:DROP|RENAME|TRUNCATE)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Removal();

    [GeneratedRegex(@"\bCREATE\s+UNIQUE\s+INDEX\b.*?\bON\s+(?:ONLY\s+)?(?<table>[\w.""]+)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Index();

    [GeneratedRegex(@"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?<table>[\w.""]+)(?<rest>.*)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Alteration();

    [GeneratedRegex(@"\bALTER\s+(?:COLUMN\s+)?[\w""]+\s+(?:(?:SET\s+DATA\s+)?TYPE\b|SET\s+NOT\s+NULL)", RegexOptions.IgnoreCase)]
    private static partial Regex Narrowing();

    [GeneratedRegex(@"\b(?:UNIQUE|CONSTRAINT|CHECK|EXCLUDE|PRIMARY\s+KEY|FOREIGN\s+KEY)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\bADD\b.*?(?=\bADD\b|\z)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Added();

    [GeneratedRegex(@"\bNOT\s+NULL\b", RegexOptions.IgnoreCase)]
    private static partial Regex NotNull();

    [GeneratedRegex(@"\b(?:DEFAULT|GENERATED)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Default();
}
