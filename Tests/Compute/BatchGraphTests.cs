using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute;

public sealed class BatchGraphTests
{
    private const int Most = 3;

    [Fact]
    public void Of_KeysAndIds_GivesPositionsAndNumbersOnce()
    {
        var graph = Of(Task("a"), Task("b", "a", "task-7", "a"), Task(null, "b", "a", "b"));
        Assert.Empty(graph.New(0));
        Assert.Equal([0], graph.New(1));
        Assert.Equal([7], graph.Present(1));
        Assert.Equal([1, 0], graph.New(2));
        Assert.Empty(graph.Present(2));
    }

    [Fact]
    public void Of_ADiamond_IsNoCircle()
    {
        var graph = Of(Task("d", "b", "c"), Task("b", "a"), Task("c", "a"), Task("a"));
        Assert.Equal([1, 2], graph.New(0));
    }

    [Fact]
    public void Of_ALongChain_IsNoCircle()
    {
        var tasks = Enumerable.Range(0, 10_000).Select(i => i == 0 ? Task("k0") : Task($"k{i}", $"k{i - 1}")).ToArray();
        Assert.Equal([9_998], Of(tasks).New(9_999));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("task-0")]
    [InlineData("task-01")]
    [InlineData("A")]
    [InlineData("")]
    [InlineData(null)]
    public void Of_ADependencyThatIsNoTask_IsRefused(string? dependency) =>
        Refused("tasks[1].dependsOn[1]", Task("a"), Task("b", "a", dependency!));

    [Fact]
    public void Of_AKeyThatIsGivenTwice_IsRefused() => Refused("tasks[2].key", Task("a"), Task("b"), Task("a"));

    [Fact]
    public void Of_AKeyThatLooksLikeAnId_IsRefused() => Refused("tasks[0].key", Task("task-1"));

    [Fact]
    public void Of_TooManyDependencies_IsRefused()
    {
        Of(Task(null, "task-1", "task-2", "task-3"));
        Refused("tasks[0].dependsOn", Task(null, "task-1", "task-2", "task-3", "task-4"));
    }

    [Fact]
    public void Of_ATaskThatDependsOnItself_IsRefused()
    {
        var refused = Refused("tasks[1].dependsOn", Task("b"), Task("a", "a"));
        Assert.Contains("a → a", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ACircleBehindOthers_IsRefusedWithItsKeys()
    {
        // d waits for the circle and is no part of it.
        var refused = Refused("tasks[1].dependsOn", Task("d", "a"), Task("a", "b"), Task("b", "c", "e"), Task("c", "a"), Task("e"));
        Assert.Contains("a → b → c → a", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneTask_NamesItsFieldAlone()
    {
        var refused = Assert.Throws<RefusedException>(() => BatchGraph.Of(new SubmitCommand([Task(null, "x")], IsBatch: false, null), Most));
        Assert.Equal("dependsOn[0]", refused.Field);
    }

    private static TaskSpec Task(string? key, params string[] dependsOn) => new(new TaskWork("data"), Key: key, DependsOn: dependsOn);

    private static BatchGraph Of(params TaskSpec[] tasks) => BatchGraph.Of(new SubmitCommand(tasks, IsBatch: true, null), Most);

    private static RefusedException Refused(string field, params TaskSpec[] tasks)
    {
        var refused = Assert.Throws<RefusedException>(() => Of(tasks));
        Assert.Equal(RefusalReason.Invalid, refused.Reason);
        Assert.Equal(field, refused.Field);
        Assert.StartsWith(field, refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
