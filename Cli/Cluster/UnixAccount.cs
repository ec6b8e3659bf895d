using System.Globalization;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>A user of the system with its first group.</summary>
internal sealed record UnixAccount(string Name, uint User, uint Group)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out UnixAccount? account)
    {
        account = text.Split(':') is [{ Length: > 0 } name, var user, var group]
            && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
            && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var groupId)
            ? new UnixAccount(name, userId, groupId)
            : null;
        return account is not null;
    }

    /// <summary><c>postgres:101:104</c></summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{User}:{Group}");
}
