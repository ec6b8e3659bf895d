using InfernoOrleans.Grains.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.CivicAngel.Memories;

/// <summary>What both databases must do with memories. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class MemoryTableTests(SharedPostgres postgres)
{
    private const string Palm = "synth-mirror-palm";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgres]
    public async Task Remember_Repeated_AddsNothing(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        for (var i = 0; i < 3; i++)
        {
            await angel.RememberAsync("a1", "once", null, (Palm, ["mirror", "palm"]), ("perspective-1", ["the-periphery"]));
        }

        Assert.Equal(["once"], await angel.RecallAsync(Palm, "palm"));
        Assert.Equal(3, await angel.Memories.CountAsync(None));
        Assert.Equal(2, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM civic_events WHERE kind = 'voice'"));

        // Of an activation that is repeated with more, what is new is added.
        await angel.RememberAsync("a1", "once", null, (Palm, ["mirror", "palm"]), ("perspective-42", ["the-dreamed"]));
        Assert.Equal(4, await angel.Memories.CountAsync(None));
        Assert.Equal(3, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM civic_events WHERE kind = 'voice'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remember_OverTheBound_ForgetsTheOldest(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres, new CivicAngelOptions { MaxMemoriesPerAgent = 3 });
        for (var i = 1; i <= 5; i++)
        {
            angel.Time.Advance(TimeSpan.FromMilliseconds(1));
            await angel.RememberAsync("emergent-1", $"a{i}", $"{i}", $"sign-{i}");
        }

        Assert.Equal(["3", "4", "5"], await angel.RecallAsync("emergent-1", "sign"));
        Assert.Equal(3, await angel.Memories.CountAsync(None));
        Assert.Equal(3, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM memory_triggers"));
        Assert.Empty(await angel.Memories.FindAgentsAsync("%sign-1%", None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remember_OverTheBound_KeepsWhatWasRecalled(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres, new CivicAngelOptions { MaxMemoriesPerAgent = 3 });
        for (var i = 1; i <= 3; i++)
        {
            await angel.RememberAsync("emergent-1", $"a{i}", $"{i}", $"sign-{i}");
            angel.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var first = (await angel.RecallRowsAsync("emergent-1", "sign-1")).Single();
        await angel.Memories.StrengthenAsync([("emergent-1", first.Id)], angel.Time.GetUtcNow().ToUnixTimeMilliseconds(), None);
        await angel.RememberAsync("emergent-1", "a4", "4", "sign-4");
        Assert.Equal(["1", "3", "4"], await angel.RecallAsync("emergent-1", "sign"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Strengthen_OfAMemory_HalvesItsAge(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres, new CivicAngelOptions { HalfLife = TimeSpan.FromHours(1) });
        await angel.RememberAsync(Palm, "a1", "here", "palm");
        var fresh = await angel.ScalarAsync<long>("SELECT fresh FROM memories");
        Assert.Equal(angel.Time.GetUtcNow().ToUnixTimeMilliseconds(), fresh);

        angel.Time.Advance(TimeSpan.FromHours(2));
        var id = await angel.ScalarAsync<long>("SELECT id FROM memories");
        await angel.Memories.StrengthenAsync([(Palm, id)], angel.Time.GetUtcNow().ToUnixTimeMilliseconds(), None);
        Assert.Equal(fresh + (long)TimeSpan.FromHours(1).TotalMilliseconds, await angel.ScalarAsync<long>("SELECT fresh FROM memories"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Recall_InWhateverCase_FindsPartsOfTriggersAndNothingElse(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        string[] triggers = ["50%_done", @"back\slash", "ÄTHER", "plain"];
        foreach (var trigger in triggers)
        {
            await angel.RememberAsync("emergent-1", trigger, trigger, trigger);
        }

        Assert.Equal(["50%_done"], await angel.RecallAsync("emergent-1", "%_D"));
        Assert.Equal([@"back\slash"], await angel.RecallAsync("emergent-1", @"K\S"));
        Assert.Equal(["ÄTHER"], await angel.RecallAsync("emergent-1", "äth"));
        Assert.Equal(["50%_done"], await angel.RecallAsync("emergent-1", "%"));
        Assert.Equal(["50%_done", "ÄTHER"], await angel.RecallAsync("emergent-1", "e"));
        Assert.Throws<RefusedException>(() => Grains.CivicAngel.Memories.TriggerKey.Containing(string.Empty));
        Assert.Throws<RefusedException>(() => Grains.CivicAngel.Memories.TriggerKey.Containing(new string('x', 129)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Recall_PageByPage_MissesNothing(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        for (var i = 0; i < 25; i++)
        {
            await angel.RememberAsync(Palm, $"a{i}", $"{i}", "mirror", "palm");
        }

        var seen = new List<string>();
        var before = long.MaxValue;
        while (await angel.RecallRowsAsync(Palm, "palm", before, most: 10) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(row => row.Content));
            before = page[^1].Id;
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"{i}"), seen);
        Assert.Equal([Palm], await angel.Memories.FindAgentsAsync("%m%", None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remember_ByAnAgentThatIsGone_IsRefusedAsAWholeAndAlone(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var lost = angel.RememberAsync("a1", "lost", null, (Palm, ["palm"]), ("agent-9", ["mirror"]));
        var kept = angel.RememberAsync(Palm, "a2", "kept", "palm");
        await kept;
        Assert.Equal(RefusalReason.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => lost)).Reason);
        Assert.Equal(["kept"], await angel.RecallAsync(Palm, "palm"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remember_WithAKeyThatAnotherHas_IsRefusedAloneAndLeavesNothing(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres);
        var key = new IdempotencyToken("local", "k", "hash");
        await angel.RememberAsync("a1", "first", key, (Palm, ["palm"]));
        var again = angel.RememberAsync("a2", "second", key, (Palm, ["palm"]));
        var other = angel.RememberAsync(Palm, "a3", "third", "palm");
        Assert.Equal(RefusalReason.Conflict, (await Assert.ThrowsAsync<RefusedException>(() => again)).Reason);
        await other;
        Assert.Equal(["first", "third"], await angel.RecallAsync(Palm, "palm"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Counts_WhateverHappens_AreThoseOfTheRows(string database)
    {
        await using var angel = await AngelDatabase.OpenAsync(database, postgres, new CivicAngelOptions { MaxMemoriesPerAgent = 20 });
        await angel.ExecuteAsync(
            """
            INSERT INTO deployments (id, name, type, status, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created)
            VALUES (7, 'a', 'CivicAgent', 'Running', 1, '', '', 'FP32', '', 0, 0, 0, 0)
            """);
        await angel.ExecuteAsync("INSERT INTO civic_agents (id, deployment, name, description, hand) VALUES ('agent-7', 7, 'a', 'b', 'Song')");
        var random = new Random(5);
        string[] agents = [Palm, "emergent-1", "perspective-3", "agent-7"];
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => angel.RememberAsync(
                agents[random.Next(agents.Length)], $"a{random.Next(200)}", "asked", [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"t{random.Next(9)}").Distinct()])));
            await CheckAsync();
        }

        // The agent and all that is its own go with its deployment.
        await angel.ExecuteAsync("DELETE FROM deployments WHERE id = 7");
        Assert.Equal(0, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM memories WHERE agent = 'agent-7'"));
        Assert.Equal(0, await angel.ScalarAsync<long>("SELECT COUNT(*) FROM memory_triggers WHERE agent = 'agent-7'"));
        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.Equal(await angel.ScalarAsync<long>("SELECT COUNT(*) FROM memories"), await angel.Memories.CountAsync(None));
            Assert.Equal(0, await angel.ScalarAsync<long>(
                """
                SELECT COUNT(*) FROM (SELECT agent, trigger_key, COUNT(*) AS held FROM memories GROUP BY agent, trigger_key) AS rows
                FULL JOIN memory_triggers ON memory_triggers.agent = rows.agent AND memory_triggers.trigger_key = rows.trigger_key
                WHERE memory_triggers.count IS NULL OR rows.held IS NULL OR memory_triggers.count <> rows.held
                """));
            Assert.Equal(0, await angel.ScalarAsync<long>(
                "SELECT COUNT(*) FROM civic_agents WHERE memories > 20 OR memories <> (SELECT COUNT(*) FROM memories WHERE memories.agent = civic_agents.id)"));
        }
    }
}
