using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>What a real <c>kill -9</c> of the embedded node means to deployed tasks.</summary>
public sealed class DeployedTaskTests : IDisposable
{
    private static readonly string[] Quick = ["--DeployedTasks:LookInterval=00:00:00.1", "--DeployedTasks:MinPeriod=00:00:00.01"];

    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Kill_AgainAndAgain_NeitherLosesARunNorRunsOneTwice()
    {
        string[] ids = [];
        for (var round = 0; round < 4; round++)
        {
            await using var node = await EmbeddedNode.StartAsync(data.Path, Quick);
            if (round == 0)
            {
                ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => DeployAsync(node, i)));
            }

            var before = await Task.WhenAll(ids.Select(id => CountAsync(node, id)));
            await UntilAsync(async () => (await Task.WhenAll(ids.Select(id => CountAsync(node, id)))).Zip(before).All(pair => pair.First >= pair.Second + 3));
            await node.Process.KillAsync();
        }

        await using var last = await EmbeddedNode.StartAsync(data.Path, Quick);
        foreach (var (number, id) in ids.Index())
        {
            await last.Client.PostAsync($"/inferno/deployments/{id}/stop", null).ReadAsync();
            var runs = (await last.Client.GetAsync($"/inferno/deployments/{id}/runs").ReadAsync()).AsArray();
            Assert.Equal(Enumerable.Range(1, runs.Count).Reverse(), runs.Select(run => run!["run"]!.GetValue<int>()));
            Assert.All(runs, run => Assert.NotNull(run!["ended"]));
            Assert.All(runs.Skip(1), run => Assert.Equal("Completed", run!.Text("status")));

            // Each task of that name is a run, and each run one task.
            var tasks = await TasksAsync(last, $"named-{number}");
            Assert.Equal(tasks.Order(StringComparer.Ordinal), runs.Select(run => run!.Text("taskId")).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<string> DeployAsync(EmbeddedNode node, int number)
    {
        // The tasks are called by something that no other deployment's are.
        var body = $$$"""{"name":"t{{{number}}}","task":{"name":"named-{{{number}}}","taskType":"data","data":[1,2,3]},"schedule":{"everyMs":150}}""";
        return (await node.Client.PostJsonAsync("/inferno/deploy/task", body).ReadAsync()).Text("deploymentId");
    }

    private static async Task<int> CountAsync(EmbeddedNode node, string id) =>
        (await node.Client.GetAsync($"/inferno/deployments/{id}/runs").ReadAsync()).AsArray().Count(run => run!["ended"] is not null);

    private static async Task<string[]> TasksAsync(EmbeddedNode node, string name)
    {
        var listed = (await node.Client.GetAsync("/inferno/compute/tasks?limit=1000").ReadAsync()).AsArray();
        return [.. listed.Where(task => task!["name"] is JsonValue its && its.GetValue<string>() == name).Select(task => task!.Text("taskId"))];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
