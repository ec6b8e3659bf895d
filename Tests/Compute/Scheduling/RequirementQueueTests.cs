using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class RequirementQueueTests
{
    private readonly RequirementQueue queue = new(TaskNeeds.None);

    [Fact]
    public void Append_PartOfTheQueue_ReadsOnBehindIt()
    {
        Append(isAll: false, Policy.Ready(3, rank: 10), Policy.Ready(1, rank: 20));
        Assert.True(queue.MayHaveMore);
        Assert.Equal((20, 1), queue.End);
        Append(isAll: true, Policy.Ready(2, rank: 20));
        Assert.False(queue.MayHaveMore);
        Assert.Equal([3, 1, 2], Ids());
    }

    [Fact]
    public void Append_WhatWasReadBehindAnotherEnd_IsDropped()
    {
        Append(isAll: false, Policy.Ready(1));
        queue.Append([Policy.Ready(9)], (0, 0), isAll: true, _ => false);
        Assert.Equal([1], Ids());
        Assert.True(queue.MayHaveMore);
    }

    [Fact]
    public void Append_TasksThatWereGivenAway_LeavesThemOutAndReadsOnBehindThem()
    {
        queue.Append([Policy.Ready(1), Policy.Ready(2)], queue.End, isAll: false, task => task == 2);
        Assert.Equal([1], Ids());
        Assert.Equal((2, 2), queue.End);
    }

    [Fact]
    public void Append_NothingMore_KeepsTheEnd()
    {
        Append(isAll: false, Policy.Ready(1));
        Append(isAll: true);
        Assert.Equal((1, 1), queue.End);
        Assert.False(queue.MayHaveMore);
    }

    [Fact]
    public void Reopen_BeforeTheEnd_ReadsAnewFromThere()
    {
        Append(isAll: true, Policy.Ready(1), Policy.Ready(2), Policy.Ready(3), Policy.Ready(4));
        queue.Reopen(3);
        queue.Reopen(2);
        queue.Reopen(4);
        queue.Refresh();
        Assert.Equal([1], Ids());
        Assert.Equal((2, 0), queue.End);
        Assert.True(queue.MayHaveMore);
    }

    [Fact]
    public void Reopen_BehindTheEnd_ReadsOn()
    {
        Append(isAll: true, Policy.Ready(1), Policy.Ready(2));
        queue.Reopen(9);
        Assert.True(queue.MayHaveMore);
        queue.Refresh();
        Assert.Equal([1, 2], Ids());
        Assert.Equal((2, 2), queue.End);
        Assert.True(queue.MayHaveMore);
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(15, 10, 1)]
    public void Reopen_WhileTheQueueIsRead_HasTheNewTaskReadAfterwards(long rank, long endRank, long endId)
    {
        queue.Refresh();
        var after = queue.End;

        // The task was added after this was read and before it is taken in.
        queue.Reopen(rank);
        queue.Append([Policy.Ready(1, rank: 10)], after, isAll: true, _ => false);
        Assert.True(queue.MayHaveMore);
        queue.Refresh();
        Assert.Equal((endRank, endId), queue.End);
    }

    private void Append(bool isAll, params ReadyTask[] tasks) => queue.Append(tasks, queue.End, isAll, _ => false);

    private IEnumerable<long> Ids()
    {
        for (var task = queue.First; task is not null; task = task.Next)
        {
            yield return task.Value.Id;
        }
    }
}
