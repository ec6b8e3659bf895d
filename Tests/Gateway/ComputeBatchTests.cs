using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Batches and lists of tasks.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeBatchTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Batch_WhoseTasksDependOnEachOther_RunsThemInOrder()
    {
        // A diamond, the last task first.
        var ids = await Client.SubmitBatchAsync(
            """{"key":"d","taskType":"data","data":[4],"dependsOn":["b","c"]}""",
            """{"key":"b","taskType":"data","data":[2],"dependsOn":["a"]}""",
            """{"key":"c","taskType":"data","data":[3],"dependsOn":["a"]}""",
            """{"key":"a","taskType":"data","data":[1]}""");

        Assert.Equal(4, ids.Distinct().Count());
        var ended = await Task.WhenAll(ids.Select(Client.EndAsync));
        Assert.Equal(["8", "4", "6", "2"], ended.Select(task => Assert.Single(task["resultData"]!.AsArray())!.ToJsonString()));
        Assert.Equal([ids[1], ids[2]], ended[0]["dependsOn"]!.AsArray().Select(id => id!.GetValue<string>()).Order(StringComparer.Ordinal));
        var finished = ended.Select(task => task["finished"]!.GetValue<long>()).ToArray();
        Assert.True(finished[3] <= finished[1] && finished[3] <= finished[2] && finished[1] <= finished[0] && finished[2] <= finished[0]);

        // Tasks that were there before are named by their ids.
        var last = Assert.Single(await Client.SubmitBatchAsync($$"""{"taskType":"data","data":[5],"dependsOn":["{{ids[0]}}"]}"""));
        Assert.Equal("Completed", (await Client.EndAsync(last)).Text("status"));
    }

    [Fact]
    public async Task Batch_OfTheMostTasks_IsAcceptedWholeAndInOrder()
    {
        var ids = await Client.SubmitBatchAsync([.. Enumerable.Range(0, 1_000).Select(i => $$"""{"taskType":"data","data":[{{i}}]}""")]);

        Assert.Equal(1_000, ids.Length);
        foreach (var i in new[] { 0, 1, 500, 999 })
        {
            Assert.Equal($"[{2 * i}]", (await Client.EndAsync(ids[i]))["resultData"]!.ToJsonString());
        }

        foreach (var id in ids)
        {
            await Client.EndAsync(id);
        }
    }

    [Fact]
    public async Task List_OfTasks_IsPagedFromTheNewestOn()
    {
        var only = ComputeRequests.OnlyOn("paged");
        var ids = await Client.SubmitBatchAsync([.. Enumerable.Range(0, 5).Select(i => $$"""{"name":"paged-{{i}}","taskType":"data","data":[1],{{only}}}""")]);

        var pages = new List<string[]>();
        for (var next = "/inferno/compute/tasks?status=pending&limit=2"; next is not null;)
        {
            using var answer = await Client.GetAsync(next);
            var items = (await Task.FromResult(answer).ReadAsync()).AsArray();
            Assert.All(items, item => Assert.Equal(
                ["taskId", "name", "taskType", "status", "priority", "node", "attempts", "error", "executionTimeMs", "created", "started", "finished"],
                item!.AsObject().Select(member => member.Key)));
            pages.Add([.. items.Select(item => $"{item!.Text("taskId")} {item!.Text("name")} {item!.Text("status")}")]);
            next = answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links).Split('<', '>')[1] : null;
        }

        Assert.Equal([2, 2, 1], pages.Select(page => page.Length));
        Assert.Equal(Enumerable.Range(0, 5).Reverse().Select(i => $"{ids[i]} paged-{i} Pending"), pages.SelectMany(page => page));
        foreach (var id in ids)
        {
            await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync();
        }

        Assert.Equal("[]", await Client.GetAsync("/inferno/compute/tasks?status=Pending").TextAsync());
        Assert.Equal(ids.Reverse(), (await Client.GetAsync("/inferno/compute/tasks?status=CANCELLED&limit=5").ReadAsync()).AsArray().Select(item => item!.Text("taskId")));
    }
}
