using Dapper;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace InfernoOrleans.Tests.Storage.State;

/// <summary>An embedded silo keeps the state and the reminders of its grains in its data folder.</summary>
public sealed class StateRestartTests
{
    [Fact]
    public async Task StateAndReminder_OfAGrain_SurviveTheSilo()
    {
        using var data = new TemporaryDirectory();
        await using (var first = await StateSilo.OfOursAsync(data.Path))
        {
            var grain = first.Grains.GetGrain<IKeptGrain>("restarted");
            await grain.WriteAsync("kept");
            await grain.RemindAsync("ring");
            Assert.Equal("restarted ring kept", await first.Reminded.Reminders.Reader.ReadAsync());
        }

        await using (var second = await StateSilo.OfOursAsync(data.Path))
        {
            // Nobody calls it: the reminder brings it back.
            Assert.Equal("restarted ring kept", await second.Reminded.Reminders.Reader.ReadAsync());
            var grain = second.Grains.GetGrain<IKeptGrain>("restarted");
            await grain.WriteAsync("kept on");
            await grain.ForgetAsync("ring");
        }

        await using var third = await StateSilo.OfOursAsync(data.Path);
        Assert.Equal("kept on", await third.Grains.GetGrain<IKeptGrain>("restarted").ReadAsync());
        Assert.Empty((await third.Reminders.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Database_OfANode_IsWrittenAheadAndFlushed()
    {
        using var data = new TemporaryDirectory();
        await using (await EmbeddedNode.StartAsync(data.Path))
        {
        }

        // As the providers open it.
        await using var database = new SqliteConnection($"Data Source={Path.Combine(data.Path, "state.db")};Pooling=false");
        Assert.Equal("wal", await database.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
        Assert.Equal(2, await database.ExecuteScalarAsync<int>("PRAGMA synchronous"));
    }
}
