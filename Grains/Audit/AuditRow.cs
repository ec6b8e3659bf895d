using InfernoOrleans.Grains.Interfaces.Audit;

namespace InfernoOrleans.Grains.Audit;

/// <summary>A row of <c>audit</c>.</summary>
internal sealed class AuditRow
{
    public const string Columns =
        """
        id AS Id, entry AS Entry, at AS At, principal AS Principal, name AS Name, role AS Role, method AS Method, path AS Path,
        status AS Status, request_id AS RequestId, peer AS Peer
        """;

    public long Id { get; init; }

    public required string Entry { get; init; }

    public long At { get; init; }

    public required string Principal { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public int Status { get; init; }

    public required string RequestId { get; init; }

    public required string Peer { get; init; }

    public static AuditRow From(AuditEntry entry) => new()
    {
        Entry = entry.Entry,
        At = entry.At.ToUnixTimeMilliseconds(),
        Principal = entry.Principal,
        Name = entry.Name,
        Role = entry.Role,
        Method = entry.Method,
        Path = entry.Path,
        Status = entry.Status,
        RequestId = entry.RequestId,
        Peer = entry.RemoteAddress,
    };

    public AuditRecord ToRecord() => new(
        Id,
        new AuditEntry(Entry, DateTimeOffset.FromUnixTimeMilliseconds(At), Principal, Name, Role, Method, Path, Status, RequestId, Peer));
}
