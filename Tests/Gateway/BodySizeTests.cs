using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Lists and texts longer than any field can take, in bodies that are not too large.</summary>
[Collection(RefusingTests.Name)]
public sealed class BodySizeTests(RefusingNode node)
{
    private const int Many = 100_000;

    private static readonly string longText = new('x', Many);
    private static readonly string ones = string.Join(',', Enumerable.Repeat("1", Many));
    private static readonly string texts = string.Join(',', Enumerable.Repeat("\"x\"", Many));
    private static readonly string objects = string.Join(',', Enumerable.Repeat("{}", Many));
    private static readonly string operations = string.Join(',', Enumerable.Repeat("\"abs\"", Many));
    private static readonly string steps = string.Join(',', Enumerable.Repeat("""{"model":"x"}""", Many));
    private static readonly string tensors = string.Join(',', Enumerable.Repeat("""{"shape":[1],"data":[1]}""", Many));
    private static readonly string tasks = string.Join(',', Enumerable.Repeat("""{"taskType":"data","data":[1]}""", Many));
    private static readonly string names = string.Join(',', Enumerable.Range(0, Many).Select(i => $"\"n{i}\":\"\""));

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "/inferno/models/build", "hiddenSizes", $$"""{"modelType":"feedforward","inputSize":1,"outputSize":1,"hiddenSizes":[{{ones}}]}""" },
        { "/inferno/models/build", "modelType", $$"""{"modelType":"{{longText}}"}""" },
        { "/inferno/models/build", "activation", $$"""{"modelType":"mlp","activation":"{{longText}}"}""" },
        { "/inferno/deploy/model", "name", $$"""{"name":"{{longText}}"}""" },
        { "/inferno/deploy/model", "modelId", $$"""{"name":"x","modelId":"{{longText}}"}""" },
        { "/inferno/deploy/model", "dtype", $$"""{"name":"x","dtype":"{{longText}}"}""" },
        { "/inferno/deploy/model", "resources", $$"""{"name":"x","resources":[{{objects}}]}""" },
        { "/inferno/deploy/model", "resources[0].unit", $$"""{"name":"x","resources":[{"unit":"{{longText}}"}]}""" },
        { "/inferno/deploy/model", "restartPolicy.mode", $$"""{"name":"x","restartPolicy":{"mode":"{{longText}}"} }""" },
        { "/inferno/deploy/model", "namespace.of", $$"""{"name":"x","namespace":{"of":"{{longText}}"} }""" },
        { "/inferno/deploy/model", "replicas", $$"""{"name":"x","replicas":{ {{names}} } }""" },
        { "/inferno/deploy/model", "replicas", $$"""{"name":"x","replicas":[{{ones}}]}""" },
        { "/inferno/deploy/agent", "description", $$"""{"name":"x","description":"{{longText}}"}""" },
        { "/inferno/deploy/service", "steps", $$"""{"name":"x","steps":[{{steps}}]}""" },
        { "/inferno/deploy/service", "steps[0].model", $$"""{"name":"x","steps":[{"model":"{{longText}}"}]}""" },
        { "/inferno/deploy/service", "steps[0].operations", $$"""{"name":"x","steps":[{"operations":[{{operations}}]}]}""" },
        { "/inferno/deploy/task", "schedule.cron", $$"""{"name":"x","schedule":{"cron":"{{longText}}"} }""" },
        { "/inferno/deployments/deploy-1/scale", "replicas", $$"""{"replicas":[{{ones}}]}""" },
        { "/inferno/deployments/deploy-1/rollout", "modelId", $$"""{"modelId":"{{longText}}"}""" },
        { "/inferno/compute/tasks", "taskType", $$"""{"taskType":"{{longText}}"}""" },
        { "/inferno/compute/tasks", "dependsOn", $$"""{"taskType":"data","data":[1],"dependsOn":[{{texts}}]}""" },
        { "/inferno/compute/tasks", "tensors", $$"""{"taskType":"tensor","tensors":[{{tensors}}]}""" },
        { "/inferno/compute/tasks", "tensors[0].shape", $$"""{"taskType":"tensor","tensors":[{"shape":[{{ones}}]}]}""" },
        { "/inferno/compute/tasks", "operations", $$"""{"taskType":"data","operations":[{{operations}}]}""" },
        { "/inferno/compute/tasks", "requires.labels", $$"""{"taskType":"data","requires":{"labels":{ {{names}} } } }""" },
        { "/inferno/compute/tasks/batch", "tasks", $$"""{"tasks":[{{tasks}}]}""" },
        { "/inferno/compute/nodes", "labels", $$"""{"labels":{ {{names}} } }""" },
        { "/inferno/compute/nodes", "hostname", $$"""{"hostname":"{{longText}}"}""" },
        { "/civic-angel/activate", "description", $$"""{"description":"{{longText}}"}""" },
        { "/civic-angel/dialogue", "agents", $$"""{"agents":[{{texts}}]}""" },
        { "/civic-angel/dialogue", "topic", $$"""{"topic":"{{longText}}"}""" },
        { "/inferno/ns/bind", "source", $$"""{"source":"{{longText}}"}""" },
        { "/inferno/ns/unmount", "target", $$"""{"target":"{{longText}}"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_WithAListOrATextLongerThanAny_IsRefused(string route, string field, string body)
    {
        var detail = await node.Client.PostJsonAsync(route, body).ProblemAsync(400, field);
        Assert.Contains(field, detail, StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }
}
