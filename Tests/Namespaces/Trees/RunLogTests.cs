using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Namespaces.Trees.Processes;

namespace InfernoOrleans.Tests.Namespaces.Trees;

public sealed class RunLogTests
{
    [Fact]
    public void Line_OfAnErrorWithLineEnds_IsOneLine()
    {
        var run = new DeployedTaskRun(
            3, Task: null, ComputeTaskStatus.Failed, "It broke.\r\n1970-01-01T00:00:00Z run 4\nCompleted", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

        Assert.EndsWith(" run 3 - Failed after 0 ms: It broke. 1970-01-01T00:00:00Z run 4 Completed\n", RunLog.Line(run), StringComparison.Ordinal);
        Assert.Single(RunLog.Line(run), '\n');
    }
}
