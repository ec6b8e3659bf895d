using System.Globalization;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>API keys, and what was done with them, a line each.</summary>
internal static class KeySheet
{
    public static Table Table(IEnumerable<KeyItem> keys)
    {
        var table = Sheet.Of("Key", "Name", "Role", "Source", "Created", "By", "Last used", "Revoked", "By");
        foreach (var key in keys)
        {
            table.AddTexts(
                key.Id, key.Name, key.Role, key.Source, Time(key.Created), key.CreatedBy, Time(key.LastUsed), Time(key.Revoked), key.RevokedBy);
        }

        return table;
    }

    public static Table Audit(IEnumerable<AuditItem> entries)
    {
        var table = Sheet.Of("At", "Who", "Name", "Role", "Method", "Path", "Status", "From", "Request");
        table.Columns[6].Alignment = Justify.Right;
        foreach (var entry in entries)
        {
            table.AddTexts(
                Time(entry.At),
                entry.Principal,
                entry.Name,
                entry.Role,
                entry.Method,
                entry.Path,
                entry.Status?.ToString(CultureInfo.InvariantCulture),
                entry.RemoteAddress,
                entry.RequestId);
        }

        return table;
    }

    private static string? Time(long? milliseconds) => milliseconds is { } time ? Figures.Time(time) : null;
}
