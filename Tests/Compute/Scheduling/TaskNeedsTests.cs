using CsCheck;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class TaskNeedsTests
{
    [Fact]
    public void Of_NothingInWhateverForm_IsTheEmptyText()
    {
        Assert.Same(TaskNeeds.None, TaskNeeds.Of(null));
        Assert.Empty(TaskNeeds.Of(new TaskRequirements()).Text);
        Assert.Empty(TaskNeeds.Of(new TaskRequirements(false, 0, 0, new Dictionary<string, string>())).Text);
        Assert.Same(TaskNeeds.None, TaskNeeds.Parse(string.Empty));
    }

    [Fact]
    public void Of_TheSameInAnotherForm_IsTheSameText()
    {
        var one = TaskNeeds.Of(new TaskRequirements(null, 2, 0, new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" }));
        var other = TaskNeeds.Of(new TaskRequirements(false, 2.0, null, new Dictionary<string, string> { ["a"] = "2", ["b"] = "1" }));
        Assert.Equal(one.Text, other.Text);
        Assert.Equal("""{"cpuCores":2,"labels":{"a":"2","b":"1"}}""", one.Text);
    }

    [Fact]
    public void Of_LabelsThatDifferInCase_AreOthers() =>
        Assert.NotEqual(
            TaskNeeds.Of(new TaskRequirements(Labels: new Dictionary<string, string> { ["Zone"] = "a" })).Text,
            TaskNeeds.Of(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "a" })).Text);

    [Fact]
    public void Of_Gigabytes_AreCountedInBytes() => Assert.Equal(3L << 29, TaskNeeds.Of(new TaskRequirements(MemoryGB: 1.5)).MemoryBytes);

    [Fact]
    public void Parse_OfAnyText_GivesTheSameNeeds() =>
        Gen.Select(Gen.Bool, Gen.Double[0, 65_536], Gen.Double[0, 1_048_576], Gen.Dictionary(Gen.String[1, 5], Gen.String[0, 5])[0, 4])
            .Sample((gpu, cores, memory, labels) =>
            {
                var needs = TaskNeeds.Of(new TaskRequirements(gpu, cores, memory, labels));
                var parsed = TaskNeeds.Parse(needs.Text);
                Assert.Equal(needs.Text, parsed.Text);
                Assert.Equal(
                    (needs.Gpu, needs.CpuCores, needs.MemoryBytes), (parsed.Gpu, parsed.CpuCores, parsed.MemoryBytes));
                Assert.Equal(needs.Labels.AsEnumerable(), parsed.Labels);
            });
}
