using Orleans.Storage;

namespace InfernoOrleans.Tests.Storage.State;

/// <summary>Grain state through Orleans' provider and our queries.</summary>
public sealed class GrainStateTests(StateSilos silos) : IClassFixture<StateSilos>
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Write_ThenRead_GivesTheStateAndItsVersion(string database)
    {
        var (storage, id) = (silos.On(database).Storage, NewId());
        var empty = await ReadAsync(storage, id);
        Assert.Equal((null, null, false), (empty.State!.Text, empty.ETag, empty.RecordExists));

        var written = New("ünï – 🔥 '\"\\");
        await storage.WriteStateAsync("state", id, written);
        Assert.Equal(("1", true), (written.ETag, written.RecordExists));
        var read = await ReadAsync(storage, id);
        Assert.Equal((written.State!.Text, "1", true), (read.State!.Text, read.ETag, read.RecordExists));

        written.State!.Text = null;
        await storage.WriteStateAsync("state", id, written);
        Assert.Equal("2", written.ETag);
        read = await ReadAsync(storage, id);
        Assert.Equal((null, "2", true), (read.State!.Text, read.ETag, read.RecordExists));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Write_OfMegabytes_IsReadAsItWas(string database)
    {
        var (storage, id) = (silos.On(database).Storage, NewId());
        var text = string.Create(8 << 20, 1, (span, seed) =>
        {
            var random = new Random(seed);
            foreach (ref var character in span)
            {
                character = (char)random.Next('a', 'z' + 1);
            }
        });
        await storage.WriteStateAsync("state", id, New(text));
        Assert.Equal(text, (await ReadAsync(storage, id)).State!.Text);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Write_OfAnOutdatedVersion_IsRefusedAndChangesNothing(string database)
    {
        var (storage, id) = (silos.On(database).Storage, NewId());
        var first = New("first");
        await storage.WriteStateAsync("state", id, first);
        var second = await ReadAsync(storage, id);
        second.State!.Text = "second";
        await storage.WriteStateAsync("state", id, second);

        first.State!.Text = "lost";
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", id, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", id, New("new")));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", id, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", NewId(), second));
        var read = await ReadAsync(storage, id);
        Assert.Equal(("second", "2"), (read.State!.Text, read.ETag));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Write_ForTheFirstTimeByManyAtOnce_IsDoneByOne(string database)
    {
        var storage = silos.On(database).Storage;
        for (var round = 0; round < 20; round++)
        {
            var id = NewId();
            var writing = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
                (writer, failure: await Record.ExceptionAsync(() => Task.Run(() => storage.WriteStateAsync("state", id, New($"{writer}")))))));
            var (winner, _) = Assert.Single(writing, each => each.failure is null);
            Assert.All(writing.Where(each => each.failure is not null), each => Assert.IsType<InconsistentStateException>(each.failure));
            var read = await ReadAsync(storage, id);
            Assert.Equal(($"{winner}", "1"), (read.State!.Text, read.ETag));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Write_OfOneVersionByManyAtOnce_IsDoneByOne(string database)
    {
        var (storage, id) = (silos.On(database).Storage, NewId());
        await storage.WriteStateAsync("state", id, New("0"));
        for (var round = 2; round < 22; round++)
        {
            var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(storage, id)));
            var failures = await Task.WhenAll(held.Select((state, writer) => Record.ExceptionAsync(() => Task.Run(() =>
            {
                state.State!.Text = $"{writer}";
                return storage.WriteStateAsync("state", id, state);
            }))));
            Assert.Equal(7, failures.Count(failure => failure is InconsistentStateException));
            var read = await ReadAsync(storage, id);
            Assert.Equal(($"{Array.IndexOf(failures, null)}", $"{round}"), (read.State!.Text, read.ETag));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Clear_ThenWrite_GoesOnFromThere(string database)
    {
        var (storage, id) = (silos.On(database).Storage, NewId());
        var state = New("before");
        await storage.WriteStateAsync("state", id, state);
        await storage.ClearStateAsync("state", id, state);
        Assert.False(state.RecordExists);
        var read = await ReadAsync(storage, id);
        Assert.Equal((null, false), (read.State!.Text, read.RecordExists));

        // What held the state before it was cleared must not bring it back.
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", id, New("back", "1")));
        read.State!.Text = "after";
        await storage.WriteStateAsync("state", id, read);
        Assert.Equal("after", (await ReadAsync(storage, id)).State!.Text);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task States_OfOtherNamesAndKeys_AreApart(string database)
    {
        var storage = silos.On(database).Storage;
        var key = Guid.NewGuid();
        (string Name, GrainId Id)[] states =
        [
            ("state", GrainId.Create("tests-a", $"{key}")),
            ("other", GrainId.Create("tests-a", $"{key}")),
            ("state", GrainId.Create("tests-a", $"{key}+extension")),
            ("state", GrainId.Create(GrainType.Create("tests-a"), GrainIdKeyExtensions.CreateGuidKey(key))),
            ("state", GrainId.Create(GrainType.Create("tests-a"), GrainIdKeyExtensions.CreateGuidKey(key, "extension"))),
            ("state", GrainId.Create(GrainType.Create("tests-a"), GrainIdKeyExtensions.CreateGuidKey(key, "Extension"))),
            ("state", GrainId.Create(GrainType.Create("tests-a"), GrainIdKeyExtensions.CreateIntegerKey(key.GetHashCode()))),
            ("state", GrainId.Create(GrainType.Create("tests-a"), GrainIdKeyExtensions.CreateIntegerKey(-key.GetHashCode() - 1))),
        ];
        foreach (var (each, at) in states.Select((each, at) => (each, at)))
        {
            await storage.WriteStateAsync(each.Name, each.Id, New($"{at}"));
        }

        var texts = await Task.WhenAll(states.Select(each => ReadAsync(storage, each.Id, each.Name)));
        Assert.Equal(Enumerable.Range(0, states.Length).Select(at => $"{at}"), texts.Select(text => text.State!.Text));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grain_ThatIsActivatedAgain_HasWhatItWrote(string database)
    {
        var grain = silos.On(database).Grains.GetGrain<IKeptGrain>($"{Guid.NewGuid()}");
        Assert.Null(await grain.ReadAsync());
        foreach (var text in new[] { "first", "second", null, "third" })
        {
            await grain.WriteAsync(text);
            await grain.LeaveAsync();
            Assert.Equal(text, await grain.ReadAsync());
        }

        await grain.ClearAsync();
        await grain.LeaveAsync();
        Assert.Null(await grain.ReadAsync());
        await grain.WriteAsync("fourth");
        await grain.LeaveAsync();
        Assert.Equal("fourth", await grain.ReadAsync());
    }

    private static GrainId NewId() => GrainId.Create("tests-state", $"{Guid.NewGuid()}");

    private static GrainState<KeptState> New(string text, string? etag = null) => new(new KeptState { Text = text }) { ETag = etag };

    private static async Task<GrainState<KeptState>> ReadAsync(IGrainStorage storage, GrainId id, string name = "state")
    {
        var state = new GrainState<KeptState>(new KeptState());
        await storage.ReadStateAsync(name, id, state);
        return state;
    }
}
