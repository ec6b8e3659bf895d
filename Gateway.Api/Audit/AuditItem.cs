using InfernoOrleans.Grains.Interfaces.Audit;

namespace InfernoOrleans.Gateway.Api.Audit;

/// <summary>A request that changed something, or tried to.</summary>
/// <param name="Id">Rises from entry to entry.</param>
/// <param name="At">When it was answered, in milliseconds since 1970.</param>
/// <param name="Principal">Who sent it: <c>local</c>, <c>key-3</c>, <c>given:ops</c>.</param>
/// <param name="Name">What the key is called.</param>
/// <param name="Role">What the sender was.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without its query.</param>
/// <param name="Status">The status of the answer; 499 where the client did not wait for it.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
/// <param name="RemoteAddress">The address at the other end of the connection.</param>
internal sealed record AuditItem(
    long Id,
    long At,
    string Principal,
    string Name,
    string Role,
    string Method,
    string Path,
    int Status,
    string RequestId,
    string RemoteAddress)
{
    public static AuditItem From(AuditRecord record) => new(
        record.Id,
        record.Entry.At.ToUnixTimeMilliseconds(),
        record.Entry.Principal,
        record.Entry.Name,
        record.Entry.Role,
        record.Entry.Method,
        record.Entry.Path,
        record.Entry.Status,
        record.Entry.RequestId,
        record.Entry.RemoteAddress);
}
