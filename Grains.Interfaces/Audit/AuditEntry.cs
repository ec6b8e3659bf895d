namespace InfernoOrleans.Grains.Interfaces.Audit;

/// <summary>A request that changed something, or tried to.</summary>
/// <param name="Entry">Tells it from every other, so that it is written once however often it is sent; 64 characters at most.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Principal">Who sent it: <c>local</c>, <c>key-3</c>, <c>given:ops</c>.</param>
/// <param name="Name">What the key is called.</param>
/// <param name="Role">What the sender was.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without its query.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
/// <param name="RemoteAddress">The address at the other end of the connection.</param>
[GenerateSerializer, Immutable, Alias("inferno.audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] string Entry,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Principal,
    [property: Id(3)] string Name,
    [property: Id(4)] string Role,
    [property: Id(5)] string Method,
    [property: Id(6)] string Path,
    [property: Id(7)] int Status,
    [property: Id(8)] string RequestId,
    [property: Id(9)] string RemoteAddress);

/// <summary>An entry that was written.</summary>
/// <param name="Id">Rises from entry to entry.</param>
/// <param name="Entry">The entry.</param>
[GenerateSerializer, Immutable, Alias("inferno.audit-record")]
public sealed record AuditRecord([property: Id(0)] long Id, [property: Id(1)] AuditEntry Entry);

/// <summary>Which entries to list.</summary>
/// <param name="Before">Where the page before ended; null for the first.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.audit-query")]
public sealed record AuditQuery([property: Id(0)] long? Before, [property: Id(1)] int Limit);
