namespace InfernoOrleans.Tests.Storage.State;

/// <summary>Reminders through Orleans' provider and our queries.</summary>
public sealed class ReminderTableTests(StateSilos silos) : IClassFixture<StateSilos>
{
    private static readonly DateTime Start = new(2031, 5, 6, 7, 8, 9, 123, DateTimeKind.Utc);

    [Theory, OnSqlite, OnPostgres]
    public async Task Upsert_TwiceThenRead_GivesTheLast(string database)
    {
        var (table, id) = (silos.On(database).Reminders, NewId());
        Assert.Null(await table.ReadRow(id, "one"));
        var first = await table.UpsertRow(Entry(id, "one", Start, TimeSpan.FromMinutes(1)));
        var second = await table.UpsertRow(Entry(id, "one", Start.AddHours(1), TimeSpan.FromDays(400)));
        Assert.NotEqual(first, second);
        await table.UpsertRow(Entry(id, "two – 🔥", Start, TimeSpan.FromMinutes(2)));

        var read = await table.ReadRow(id, "one");
        Assert.NotNull(read);
        Assert.Equal(
            (id, "one", Start.AddHours(1), DateTimeKind.Utc, TimeSpan.FromDays(400), second),
            (read.GrainId, read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period, read.ETag));
        Assert.Equal(["one", "two – 🔥"], (await table.ReadRows(id)).Reminders.Select(each => each.ReminderName).Order());
        Assert.Empty((await table.ReadRows(NewId())).Reminders);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remove_OfTheVersionThatIsThere_RemovesItOnly(string database)
    {
        var (table, id) = (silos.On(database).Reminders, NewId());
        var first = await table.UpsertRow(Entry(id, "one", Start, TimeSpan.FromMinutes(1)));
        var second = await table.UpsertRow(Entry(id, "one", Start, TimeSpan.FromMinutes(2)));
        var other = await table.UpsertRow(Entry(id, "other", Start, TimeSpan.FromMinutes(1)));

        Assert.False(await table.RemoveRow(id, "one", first!));
        Assert.False(await table.RemoveRow(id, "none", second!));
        Assert.NotNull(await table.ReadRow(id, "one"));
        Assert.True(await table.RemoveRow(id, "one", second!));
        Assert.False(await table.RemoveRow(id, "one", second!));
        Assert.Null(await table.ReadRow(id, "one"));
        Assert.Equal(other, (await table.ReadRow(id, "other"))!.ETag);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ReadRows_OfAnyRangeOfTheRing_GivesThoseOfTheRange(string database)
    {
        var table = silos.On(database).Reminders;
        await table.TestOnlyClearTable();
        var ids = Enumerable.Range(0, 60).Select(_ => NewId()).ToArray();
        await Task.WhenAll(ids.Select(id => table.UpsertRow(Entry(id, "ring", Start, TimeSpan.FromMinutes(1)))));

        // On both halves of the ring, whose hashes have no sign while the database's have one.
        Assert.Contains(ids, id => id.GetUniformHashCode() > int.MaxValue);
        Assert.Contains(ids, id => id.GetUniformHashCode() <= int.MaxValue);
        var random = new Random(1);
        var hashes = ids.Select(id => id.GetUniformHashCode()).ToArray();
        for (var range = 0; range < 200; range++)
        {
            // Bounds that are hashes themselves show on which side a range is open. The begin comes after the end where it wraps.
            uint Bound() => random.Next(4) switch
            {
                0 => hashes[random.Next(hashes.Length)],
                1 => (uint)int.MaxValue + (uint)random.Next(3),
                _ => (uint)random.NextInt64(uint.MaxValue + 1L),
            };
            var (begin, end) = (Bound(), Bound());
            if (begin == end)
            {
                continue;
            }

            bool IsIn(uint hash) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
            var expected = ids.Where(id => IsIn(id.GetUniformHashCode())).ToHashSet();
            var found = (await table.ReadRows(begin, end)).Reminders.Select(each => each.GrainId).ToArray();
            Assert.True(expected.SetEquals(found) && expected.Count == found.Length, $"({begin}, {end}]: {found.Length} instead of {expected.Count}");
        }

        // The whole ring, as the only silo asks for it.
        Assert.Equal(ids.Length, (await table.ReadRows(0, 0)).Reminders.Count);
        Assert.Equal(ids.Length, (await table.ReadRows(hashes[0], hashes[0])).Reminders.Count);
        await table.TestOnlyClearTable();
        Assert.Empty((await table.ReadRows(0, 0)).Reminders);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grain_WithAReminder_IsRemindedUntilItForgets(string database)
    {
        var silo = silos.On(database);
        var key = $"{Guid.NewGuid()}";
        var grain = silo.Grains.GetGrain<IKeptGrain>(key);
        await grain.WriteAsync("kept");
        await grain.RemindAsync("ring");
        for (var reminder = 0; reminder < 2; reminder++)
        {
            Assert.Equal($"{key} ring kept", await silo.Reminded.Reminders.Reader.ReadAsync());
        }

        await grain.ForgetAsync("ring");
        Assert.Empty((await silo.Reminders.ReadRows(grain.GetGrainId())).Reminders);
    }

    private static GrainId NewId() => GrainId.Create("tests-reminded", $"{Guid.NewGuid()}");

    private static ReminderEntry Entry(GrainId id, string name, DateTime start, TimeSpan period) =>
        new() { GrainId = id, ReminderName = name, StartAt = start, Period = period };
}
