using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Keys;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>What to create.</summary>
/// <param name="Name">A letter or digit, then letters, digits, dots, underscores and hyphens; 64 characters at most.</param>
/// <param name="Role"><c>reader</c>, <c>operator</c> or <c>admin</c>.</param>
internal sealed record KeyBody(string? Name, string? Role);

/// <summary>A key was created.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Key">The key, which is shown this once.</param>
/// <param name="Created">When it was created, in milliseconds since 1970.</param>
internal sealed record KeyCreatedAnswer(bool Success, string Id, string Name, string Role, string Key, long Created);

/// <summary>A key was revoked.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Id">Its id.</param>
internal sealed record KeyRevokedAnswer(bool Success, string Id);

/// <summary>A key as it is listed.</summary>
/// <param name="Id"><c>key-3</c>, or <c>given:ops</c> for one that is configured.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role"><c>reader</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="Source"><c>created</c>, or <c>configured</c> for one that this gateway was given in a file.</param>
/// <param name="Created">When it was created, in milliseconds since 1970.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="LastUsed">The minute in which it was used last, as it is told within a minute or so; in milliseconds since 1970.</param>
/// <param name="Revoked">When it was revoked, in milliseconds since 1970.</param>
/// <param name="RevokedBy">Who revoked it.</param>
internal sealed record KeyItem(
    string Id,
    string Name,
    string Role,
    string Source,
    long? Created,
    string? CreatedBy,
    long? LastUsed,
    long? Revoked,
    string? RevokedBy)
{
    public static KeyItem From(KeyInfo key) => new(
        key.Id.ToString(),
        key.Name,
        Words.Of(key.Role),
        "created",
        key.Created.ToUnixTimeMilliseconds(),
        key.CreatedBy,
        key.LastUsed?.ToUnixTimeMilliseconds(),
        key.Revoked?.ToUnixTimeMilliseconds(),
        key.RevokedBy);

    public static KeyItem From(Principal given) => new(
        given.Id, given.Name, Words.Of(given.Role), "configured", Created: null, CreatedBy: null, LastUsed: null, Revoked: null, RevokedBy: null);
}
