using InfernoOrleans.Grains.Interfaces.Keys;

namespace InfernoOrleans.Grains.Keys;

/// <summary>A row of <c>api_keys</c>.</summary>
internal sealed class KeyRow
{
    public const string Columns =
        """
        id AS Id, name AS Name, role AS Role, hash AS Hash, created AS Created, created_by AS CreatedBy,
        revoked AS Revoked, revoked_by AS RevokedBy, last_used AS LastUsed
        """;

    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>In lower case, as people write it who look at the table.</summary>
    public required string Role { get; init; }

    public required string Hash { get; init; }

    public long Created { get; init; }

    public required string CreatedBy { get; init; }

    public long? Revoked { get; init; }

    public string? RevokedBy { get; init; }

    public long? LastUsed { get; init; }

    public Role ParsedRole => Enum.Parse<Role>(Role, ignoreCase: true);

    public ActiveKey ToActive() => new(new KeyId(Id), Name, ParsedRole, Hash);

    public KeyInfo ToInfo() => new(
        new KeyId(Id), Name, ParsedRole, DateTimeOffset.FromUnixTimeMilliseconds(Created), CreatedBy, Time(Revoked), RevokedBy, Time(LastUsed));


    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
