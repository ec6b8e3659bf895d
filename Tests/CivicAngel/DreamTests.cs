using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.CivicAngel;

/// <summary>Dreams and phases on both databases.</summary>
[Collection(PostgresGroup.Name)]
public sealed class DreamTests(SharedPostgres postgres)
{
    private const string Palm = "synth-mirror-palm";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgres]
    public async Task Dream_OfNearDuplicates_MakesThemOne(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        string[] asked =
        [
            "The river asks the old bridge for its name tonight, while nine lamps burn low and somebody crosses without looking down",
            "the river asks: the old bridge, for its name, tonight! While nine lamps burn low, and somebody crosses, without looking down.",
            "The river asks the old bridge for its age tonight, while nine lamps burn low and somebody crosses without looking down",
            "Nobody has counted the boats of the harbour this year",
        ];
        for (var i = 0; i < asked.Length; i++)
        {
            angel.Time.Advance(TimeSpan.FromMinutes(1));
            await angel.RememberAsync(Palm, $"a{i}", asked[i], "palm");
        }

        // Said by another trigger, or by another agent, it is another memory.
        await angel.RememberAsync(Palm, "b", asked[0], "mirror");
        await angel.RememberAsync("perspective-1", "b", asked[0], "the-periphery");

        var dreamt = await angel.Dreams.RunAsync(Palm, 1, None);
        Assert.Equal((2L, 0L), (dreamt.Merged, dreamt.Forgotten));
        Assert.Equal([asked[2], asked[3]], await angel.RecallAsync(Palm, "palm"));
        Assert.Equal(4, await angel.Memories.CountAsync(None));

        // The same dream again, and one in which nothing is new.
        Assert.Equal(0, (await angel.Dreams.RunAsync(Palm, 1, None)).Merged);
        Assert.Equal(0, (await angel.Dreams.RunAsync(Palm, 2, None)).Merged);

        // A new one meets an old one.
        await angel.RememberAsync(Palm, "c", asked[3].ToUpperInvariant(), "palm");
        Assert.Equal(1, (await angel.Dreams.RunAsync(Palm, 3, None)).Merged);
        Assert.Equal([asked[2], asked[3].ToUpperInvariant()], await angel.RecallAsync(Palm, "palm"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Dream_OfWeakMemories_ForgetsThemAndAgesTheOthers(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(
            database,
            postgres,
            new CivicAngelOptions { HalfLife = TimeSpan.FromHours(1), WeakestStrength = 0.25, DreamAgeing = TimeSpan.FromMinutes(50) });
        await angel.RememberAsync(Palm, "old", "said long ago", "palm");
        angel.Time.Advance(TimeSpan.FromMinutes(90));
        await angel.RememberAsync(Palm, "new", "just now heard", "palm");

        // 90 minutes old, then 140, then forgotten at 120: the ageing of a dream counts in that dream already.
        Assert.Equal(1, (await angel.Dreams.RunAsync(Palm, 1, None)).Forgotten);
        Assert.Equal(["just now heard"], await angel.RecallAsync(Palm, "palm"));

        // A memory of after a dream is not aged by it.
        await angel.RememberAsync(Palm, "later", "after the dream", "palm");
        Assert.Equal(0, (await angel.Dreams.RunAsync(Palm, 2, None)).Forgotten);
        Assert.Equal(1, (await angel.Dreams.RunAsync(Palm, 3, None)).Forgotten);
        Assert.Equal(["after the dream"], await angel.RecallAsync(Palm, "palm"));
        Assert.Equal(0, (await angel.Dreams.RunAsync(Palm, 3, None)).Forgotten);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Edges_OfAgentsThatAnsweredTogether_AreCountedOnceForEachActivation(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        await angel.RememberAsync("a1", "x", null, (Palm, ["mirror", "palm"]), ("perspective-1", ["the-periphery"]));
        await angel.RememberAsync("a2", "y", null, (Palm, ["mirror", "palm"]), ("perspective-1", ["the-periphery"]), ("perspective-42", ["the-dreamed"]));
        var (together, until) = await angel.Edges.CountTogetherAsync(0, None);
        Assert.Equal((2, 1, 1), (together.Of(Palm, "perspective-1"), together.Of("perspective-42", Palm), together.Of("perspective-1", "perspective-42")));

        await angel.RememberAsync("a3", "z", null, (Palm, ["mirror"]), ("perspective-42", ["the-dreamed"]));
        (together, _) = await angel.Edges.CountTogetherAsync(until, None);
        Assert.Equal((0, 1), (together.Of(Palm, "perspective-1"), together.Of("perspective-42", Palm)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Edges_OfADream_AreReplacedOnce(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        await angel.Edges.ReplaceAsync([new("perspective-1", Palm, 0.25)], dream: 1, until: 5, None);
        Assert.True(await angel.Edges.HasLearnedAsync(1, None));
        await angel.Edges.ReplaceAsync([], dream: 1, until: 9, None);
        Assert.Equal([new("perspective-1", Palm, 0.25)], await angel.Edges.ListAsync(None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Phases_AdvancedAtOnce_EachBeginsAnotherAndTheFifthADream(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var begun = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => angel.Store.Database.WriteAsync(LifecycleTable.AdvanceAsync, None)));
        Assert.Equal(Enum.GetValues<LifecyclePhase>().Skip(1), begun.Order());
        Assert.Equal(LifecyclePhase.Dissolution, await angel.Lifecycle.ReadPhaseAsync(None));
        Assert.Equal(1, (await angel.Lifecycle.ReadDreamAsync(None))?.Number);

        Assert.Equal(LifecyclePhase.Silence, await angel.Store.Database.WriteAsync(LifecycleTable.AdvanceAsync, None));
        for (var again = 0; again < 2; again++)
        {
            await angel.Store.Database.WriteAsync(
                async transaction =>
                {
                    await LifecycleTable.EndDreamAsync(transaction, 1);
                    return true;
                },
                None);
        }

        Assert.Null(await angel.Lifecycle.ReadDreamAsync(None));
        Assert.Equal(1, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM civic_events WHERE kind = 'dream'"));
        Assert.Equal(6, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM civic_events WHERE kind = 'phase'"));
    }
}
