using Dapper;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.Keys;

/// <summary>What both databases must do with API keys.</summary>
[Collection(PostgresGroup.Name)]
public sealed class KeyTableTests(SharedPostgres postgres) : KeyDatabase(postgres)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task First_AskedForByManyGatewaysAtOnce_IsOneKey(string database)
    {
        await OpenAsync(database);
        var hashes = Enumerable.Range(0, 8).Select(_ => NewHash()).ToArray();

        var created = await Task.WhenAll(hashes.Select((hash, i) => Tables[i % Tables.Count].CreateFirstAsync(hash, None)));

        var first = Assert.Single(created, key => key is not null)!;
        Assert.Equal(("key-1", "first-admin", Role.Admin, "gateway"), (first.Id.ToString(), first.Name, first.Role, first.CreatedBy));
        Assert.Equal(hashes[Array.IndexOf(created, first)], Assert.Single(await Keys.ReadAsync(None)).Hash);

        // Whose answer was lost asks again and is told again; the others are not.
        Assert.Equal(first, await Keys.CreateFirstAsync(hashes[Array.IndexOf(created, first)], None));
        Assert.Null(await Keys.CreateFirstAsync(NewHash(), None));
        Assert.Single(await Keys.ListAsync(None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task First_WhereNoAdminIsLeft_IsAnotherOneWithAnotherId(string database)
    {
        await OpenAsync(database);
        var reader = await CreateAsync("first-admin", Role.Reader);
        await CreateAsync("boss", Role.Admin);
        Assert.Null(await Keys.CreateFirstAsync(NewHash(), None));

        // As somebody does who has lost the last one.
        await ExecuteAsync("UPDATE api_keys SET revoked = 1, revoked_by = 'hand' WHERE role = 'admin'");
        var first = await Keys.CreateFirstAsync(NewHash(), None);

        Assert.Equal("key-3", first!.Id.ToString());
        Assert.NotEqual(reader.Name, first.Name);
        Assert.Equal([1L, 3L], (await Keys.ReadAsync(None)).Select(key => key.Id.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Create_OfANameThatIsTaken_IsRefusedUntilThatIsRevoked(string database)
    {
        await OpenAsync(database);
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("ci", Role.Operator);
        var refused = await RefusedAsync(RefusalReason.Conflict, () => CreateAsync("ci", Role.Reader));
        Assert.Equal("name", refused.Field);

        var revoked = await RevokeAsync("ci");
        Assert.Equal(("key-2", "tester"), (revoked.Id.ToString(), revoked.RevokedBy));
        var again = await CreateAsync("ci", Role.Reader);

        // What was refused has used no id up.
        Assert.Equal("key-3", again.Id.ToString());
        Assert.Equal(["key-1", "key-2", "key-3"], (await Keys.ListAsync(None)).Select(key => key.Id.ToString()));
        Assert.Equal(["key-1", "key-3"], (await Keys.ReadAsync(None)).Select(key => key.Id.ToString()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Create_OfMoreThanThereMayBe_IsRefused(string database)
    {
        await OpenAsync(database);
        Options.MaxKeys = 3;
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("a", Role.Reader);
        await CreateAsync("b", Role.Reader);

        await RefusedAsync(RefusalReason.NoRoom, () => CreateAsync("c", Role.Reader));
        await RevokeAsync("a");
        await CreateAsync("c", Role.Reader);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Revoke_OfTheLastAdmin_IsRefusedUnlessOneIsGiven(string database)
    {
        await OpenAsync(database);
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("chief", Role.Admin);

        // Both at once: one must stay.
        var answers = await Task.WhenAll(new[] { "key-1", "key-2" }.Select(async (id, i) =>
        {
            try
            {
                await Tables[i % Tables.Count].RevokeAsync(new RevokeKeyCommand(id, "tester", HasGivenAdmin: false), None);
                return RefusalReason.Invalid;
            }
            catch (RefusedException refused)
            {
                return refused.Reason;
            }
        }));
        Assert.Equal([RefusalReason.Invalid, RefusalReason.Conflict], answers.Order());

        var last = Assert.Single(await Keys.ReadAsync(None));
        await Keys.RevokeAsync(new RevokeKeyCommand(last.Id.ToString(), "tester", HasGivenAdmin: true), None);
        Assert.Empty(await Keys.ReadAsync(None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Revoke_ByIdAgain_GivesTheSameAnswerAndByNameNone(string database)
    {
        await OpenAsync(database);
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("ci", Role.Operator);
        await ExecuteAsync("INSERT INTO idempotency_keys (principal, key, request_hash, answer, created) VALUES ('key-1', 'k', '', '', 0), ('key-2', 'k', '', '', 0)");
        var revoked = await RevokeAsync("key-2");
        Time.Advance(TimeSpan.FromHours(1));

        // What its holder sent is forgotten with it, since nobody can repeat it.
        Assert.Equal(["key-1"], await Store.Database.ReadAsync(connection => connection.QueryAsync<string>("SELECT principal FROM idempotency_keys"), None));
        Assert.Equal(revoked, await RevokeAsync("key-2"));
        await RefusedAsync(RefusalReason.NotFound, () => RevokeAsync("ci"));
        await RefusedAsync(RefusalReason.NotFound, () => RevokeAsync("key-9"));
        await RefusedAsync(RefusalReason.NotFound, () => RevokeAsync("KEY-1"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Revoked_Keys_AreKeptToABound(string database)
    {
        await OpenAsync(database);
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("ci", Role.Operator);
        await ExecuteAsync(
            """
            WITH RECURSIVE numbers (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM numbers WHERE i < 1199)
            INSERT INTO api_keys (id, name, role, hash, created, created_by, revoked)
            SELECT i, 'old', 'reader', 'hash-' || i, 0, 'x', i FROM numbers
            """);

        await RevokeAsync("ci");

        var listed = await Keys.ListAsync(None);
        Assert.Equal(1_000, listed.Count(key => key.Revoked is not null));
        Assert.Contains(listed, key => key.Id.Number == 2);
        Assert.Equal(201, listed.Where(key => key.Id.Number >= 100).Min(key => key.Id.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Use_ThatIsNoted_IsTheLatestMinute(string database)
    {
        await OpenAsync(database);
        await CreateAsync("boss", Role.Admin);
        await CreateAsync("ci", Role.Operator);
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        await Keys.NoteUsesAsync(new KeyUses([new KeyId(2), new KeyId(77)], noon), None);
        await Keys.NoteUsesAsync(new KeyUses([new KeyId(2)], noon.AddMinutes(-5)), None);

        Assert.Equal([null, noon], (await Keys.ListAsync(None)).Select(key => key.LastUsed));
    }

    private Task<KeyInfo> CreateAsync(string name, Role role) => Keys.CreateAsync(new CreateKeyCommand(name, role, NewHash(), "tester"), None);

    private Task<KeyInfo> RevokeAsync(string idOrName) => Keys.RevokeAsync(new RevokeKeyCommand(idOrName, "tester", HasGivenAdmin: false), None);

    private Task<int> ExecuteAsync(string sql) => Store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(sql, transaction: transaction), None);

    private static string NewHash() => NewKey.Create().Hash.ToString();

    private static async Task<RefusedException> RefusedAsync(RefusalReason reason, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(call);
        Assert.Equal(reason, refused.Reason);
        return refused;
    }
}
