using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Keys;

/// <summary>
/// The rows of API keys. Whatever changes which keys are good holds the row of their counter first, so that of changes in several silos one
/// sees what the other has done.
/// </summary>
internal sealed class KeyTable(Store store, IOptions<KeyOptions> options, TimeProvider time)
{
    /// <summary>Revoked keys that are kept for the list.</summary>
    private const int KeptRevoked = 1_000;

    private const string First = "first-admin";
    private const string Gateway = "gateway";

    public Task<IReadOnlyList<ActiveKey>> ReadAsync(CancellationToken cancellationToken) => store.Database.ReadAsync<IReadOnlyList<ActiveKey>>(
        async connection => [.. (await connection.QueryAsync<KeyRow>(
            $"SELECT {KeyRow.Columns} FROM api_keys WHERE revoked IS NULL ORDER BY id")).Select(row => row.ToActive())],
        cancellationToken);

    public Task<IReadOnlyList<KeyInfo>> ListAsync(CancellationToken cancellationToken) => store.Database.ReadAsync<IReadOnlyList<KeyInfo>>(
        async connection => [.. (await connection.QueryAsync<KeyRow>($"SELECT {KeyRow.Columns} FROM api_keys ORDER BY id")).Select(row => row.ToInfo())],
        cancellationToken);

    /// <summary>Inserts a key.</summary>
    /// <exception cref="RefusedException">The name is taken, or there are too many.</exception>
    public Task<KeyInfo> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            await LockAsync(transaction);
            if (await CountAsync(transaction, "revoked IS NULL") >= options.Value.MaxKeys)
            {
                throw new RefusedException(
                    RefusalReason.NoRoom, $"There are {options.Value.MaxKeys:N0} API keys, which is the most allowed (Keys:MaxKeys). Revoke one first.");
            }

            return await IsTakenAsync(transaction, command.Name)
                ? throw new RefusedException(
                    RefusalReason.Conflict, $"name is '{command.Name}', and there is a key of that name. Revoke it, or choose another name.", "name")
                : await InsertAsync(transaction, command);
        },
        cancellationToken);

    /// <inheritdoc cref="IApiKeysGrain.CreateFirstAsync"/>
    public Task<KeyInfo?> CreateFirstAsync(string hash, CancellationToken cancellationToken) => store.Database.WriteAsync<KeyInfo?>(
        async transaction =>
        {
            await LockAsync(transaction);
            var admins = (await transaction.Connection!.QueryAsync<KeyRow>(
                $"SELECT {KeyRow.Columns} FROM api_keys WHERE revoked IS NULL AND role = 'admin'", transaction: transaction)).AsList();
            if (admins.Count > 0)
            {
                return admins.Find(admin => admin.Hash == hash)?.ToInfo();
            }

            // Somebody may have called another key so.
            var name = await IsTakenAsync(transaction, First) ? $"{First}-{Guid.CreateVersion7():N}" : First;
            return await InsertAsync(transaction, new CreateKeyCommand(name, Role.Admin, hash, Gateway));
        },
        cancellationToken);

    /// <summary>Marks a key as revoked, and forgets those that were revoked long before.</summary>
    /// <exception cref="RefusedException">There is none, or it is the last one that makes an admin.</exception>
    public Task<KeyInfo> RevokeAsync(RevokeKeyCommand command, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            await LockAsync(transaction);
            var key = await FindAsync(transaction, command.IdOrName)
                ?? throw RefusedException.NotFound("There is no API key with that id or name. GET /inferno/keys lists them.");
            if (key.Revoked is not null)
            {
                return key.ToInfo();
            }

            if (key.ParsedRole == Role.Admin && !command.HasGivenAdmin && await CountAsync(transaction, "revoked IS NULL AND role = 'admin'") == 1)
            {
                throw new RefusedException(
                    RefusalReason.Conflict, $"{new KeyId(key.Id)} is the last key with the role admin: without it nobody could make another. Create one first.");
            }

            await transaction.Connection!.ExecuteAsync(
                "UPDATE api_keys SET revoked = @now, revoked_by = @By WHERE id = @Id", new { now = Now(), command.By, key.Id }, transaction);
            await transaction.Connection!.ExecuteAsync(
                """
                DELETE FROM api_keys WHERE id <> @Id AND revoked <
                    (SELECT revoked FROM api_keys WHERE revoked IS NOT NULL ORDER BY revoked DESC LIMIT 1 OFFSET @last)
                """,
                new { key.Id, last = KeptRevoked - 1 },
                transaction);

            // Nobody can repeat what its holder sent, and nothing else would ever forget it.
            var principal = new KeyId(key.Id).ToString();
            await IdempotencyTable.ForgetAsync(transaction, principal);
            return (await FindAsync(transaction, principal))!.ToInfo();
        },
        cancellationToken);

    /// <summary>Notes that keys were used in a minute.</summary>
    public Task NoteUsesAsync(KeyUses uses, CancellationToken cancellationToken)
    {
        var minute = uses.Minute.ToUnixTimeMilliseconds();
        return store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "UPDATE api_keys SET last_used = @minute WHERE id = @Number AND COALESCE(last_used, 0) < @minute",
                // In one order, so that gateways that say so at one time do not wait for each other in a circle.
                uses.Ids.OrderBy(id => id.Number).Select(id => new { id.Number, minute }),
                transaction),
            cancellationToken);
    }

    private async Task<KeyInfo> InsertAsync(DbTransaction transaction, CreateKeyCommand command)
    {
        var row = new KeyRow
        {
            Id = await NextIdAsync(transaction),
            Name = command.Name,
            Role = command.Role.ToString().ToLowerInvariant(),
            Hash = command.Hash,
            Created = Now(),
            CreatedBy = command.By,
        };
        await transaction.Connection!.ExecuteAsync(
            "INSERT INTO api_keys (id, name, role, hash, created, created_by) VALUES (@Id, @Name, @Role, @Hash, @Created, @CreatedBy)", row, transaction);
        return row.ToInfo();
    }

    private static Task<KeyRow?> FindAsync(DbTransaction transaction, string idOrName) => KeyId.TryParse(idOrName, out var id)
        ? transaction.Connection!.QuerySingleOrDefaultAsync<KeyRow>(
            $"SELECT {KeyRow.Columns} FROM api_keys WHERE id = @Number", new { id.Number }, transaction)
        : transaction.Connection!.QuerySingleOrDefaultAsync<KeyRow>(
            $"SELECT {KeyRow.Columns} FROM api_keys WHERE name = @idOrName AND revoked IS NULL", new { idOrName }, transaction);

    private static Task<long> CountAsync(DbTransaction transaction, string condition) =>
        transaction.Connection!.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM api_keys WHERE {condition}", transaction: transaction);

    private static async Task<bool> IsTakenAsync(DbTransaction transaction, string name) =>
        await transaction.Connection!.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM api_keys WHERE name = @name AND revoked IS NULL", new { name }, transaction) > 0;

    private static Task<long> NextIdAsync(DbTransaction transaction) => transaction.Connection!.ExecuteScalarAsync<long>(
        "UPDATE id_counters SET last = last + 1 WHERE kind = 'api-key' RETURNING last", transaction: transaction);

    private static Task<int> LockAsync(DbTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "UPDATE id_counters SET last = last WHERE kind = 'api-key'", transaction: transaction);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
