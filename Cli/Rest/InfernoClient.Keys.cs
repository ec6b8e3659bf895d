namespace InfernoOrleans.Cli.Rest;

/// <content>API keys, and the log of changes.</content>
internal sealed partial class InfernoClient
{
    public Task<CreatedKey> CreateKeyAsync(string name, string role, CancellationToken cancellationToken) => PostAsync(
        "inferno/keys", new CreateKeyRequest(name, role), InfernoJson.Default.CreateKeyRequest, InfernoJson.Default.CreatedKey, cancellationToken);

    public Task<IReadOnlyList<KeyItem>> ListKeysAsync(CancellationToken cancellationToken) =>
        ListAsync("inferno/keys", InfernoJson.Default.IReadOnlyListKeyItem, cancellationToken);

    public Task<DeleteAnswer> RevokeKeyAsync(string idOrName, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Delete, $"inferno/keys/{Uri.EscapeDataString(idOrName)}", body: null, InfernoJson.Default.DeleteAnswer, cancellationToken);

    /// <summary>The last changes, newest first, at most <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<AuditItem>> ListAuditAsync(int most, CancellationToken cancellationToken) => ListAsync(
        "inferno/audit" + Query(("limit", Number(Math.Min(most, LongestPage)))), most, InfernoJson.Default.IReadOnlyListAuditItem, cancellationToken);
}
