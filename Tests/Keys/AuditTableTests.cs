using InfernoOrleans.Grains.Interfaces.Audit;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.Keys;

/// <summary>What both databases must do with the audit log.</summary>
[Collection(PostgresGroup.Name)]
public sealed class AuditTableTests(SharedPostgres postgres) : KeyDatabase(postgres)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Entries_AppendedTwice_AreListedOnceNewestFirst(string database)
    {
        await OpenAsync(database);
        AuditEntry[] first = [Entry(1), Entry(2)];
        await Audit.AppendAsync(first, None);
        await Audit.AppendAsync([.. first, Entry(3)], None);

        var all = await Audit.ListAsync(new AuditQuery(Before: null, 10), None);
        Assert.Equal([Entry(3), Entry(2), Entry(1)], all.Select(record => record.Entry));
        Assert.Equal(all.Skip(1), await Audit.ListAsync(new AuditQuery(all[0].Id, 10), None));
        Assert.Single(await Audit.ListAsync(new AuditQuery(Before: null, 1), None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Entries_ThatAreOldOrTooMany_AreDeletedALittleAtATime(string database)
    {
        await OpenAsync(database);
        await Audit.AppendAsync([.. Enumerable.Range(1, 10).Select(Entry)], None);

        Assert.Equal(2, await Audit.ForgetBeforeAsync(At(4), most: 2, None));
        Assert.Equal(1, await Audit.ForgetBeforeAsync(At(4), most: 2, None));
        Assert.Equal(0, await Audit.ForgetBeforeAsync(At(4), most: 2, None));
        Assert.Equal("10 9 8 7 6 5 4", await ListAsync());

        Assert.Equal(2, await Audit.ForgetSurplusAsync(kept: 3, most: 2, None));
        Assert.Equal(2, await Audit.ForgetSurplusAsync(kept: 3, most: 2, None));
        Assert.Equal(0, await Audit.ForgetSurplusAsync(kept: 3, most: 2, None));
        Assert.Equal("10 9 8", await ListAsync());
    }

    private async Task<string> ListAsync() =>
        string.Join(' ', (await Audit.ListAsync(new AuditQuery(Before: null, 100), None)).Select(record => record.Entry.Status));

    private DateTimeOffset At(int number) => Time.Start.AddMinutes(number);

    private AuditEntry Entry(int number) => new(
        $"entry-{number}", At(number), "key-1", "ci", "operator", "POST", "/inferno/deploy/model", number, "0123456789abcdef0123456789abcdef", "127.0.0.1");
}
