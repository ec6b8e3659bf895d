using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Compute;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Waiting for a task, in pieces that a call may take.</summary>
public sealed class TaskWaitTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly DefaultHttpContext context = new();
    private readonly Deadline deadline;

    public TaskWaitTests() => deadline = Deadline.Begin(context, TimeSpan.FromSeconds(10));

    public void Dispose() => deadline.Dispose();

    [Fact]
    public async Task Task_ThatDoesNotEnd_IsWaitedForInSlicesUntilTheTimeIsUp()
    {
        var task = new ScriptedTask(time, endsAfter: TimeSpan.MaxValue);

        var info = await DescribeAsync(task, seconds: 30);

        Assert.False(info.IsEnded);
        Assert.Equal([4, 4, 4, 4, 4, 4, 4, 2], task.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(35), deadline.Timeout);
    }

    [Fact]
    public async Task Task_ThatEnds_IsWaitedForNoLonger()
    {
        var task = new ScriptedTask(time, endsAfter: TimeSpan.FromSeconds(6));

        var info = await DescribeAsync(task, seconds: 60);

        Assert.True(info.IsEnded);
        Assert.Equal([4, 4], task.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Task_WhoseSiloDies_IsAskedAboutAgain()
    {
        var task = new ScriptedTask(time, endsAfter: TimeSpan.FromSeconds(6)) { Losses = { 1 } };

        var describing = DescribeAsync(task, seconds: 60);

        // It has come to the pause after the loss: nothing before that waits for anything.
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await describing).IsEnded);
        Assert.InRange(task.Waits.Count, 2, 3);
    }

    [Fact]
    public async Task Task_ThatIsNotWaitedFor_IsDescribedWithinTheRequestsOwnTime()
    {
        var task = new ScriptedTask(time, endsAfter: TimeSpan.MaxValue);

        Assert.False((await DescribeAsync(task, seconds: 0)).IsEnded);
        Assert.Empty(task.Waits);
        Assert.Equal(TimeSpan.FromSeconds(10), deadline.Timeout);
    }

    [Fact]
    public async Task Deadline_ThatIsLaterThanTheWait_StaysAsItIs()
    {
        await DescribeAsync(new ScriptedTask(time, endsAfter: TimeSpan.Zero), seconds: 1);

        Assert.Equal(TimeSpan.FromSeconds(10), deadline.Timeout);
    }

    [Fact]
    public async Task Wait_WhenTheServerStops_EndsWithWhatTheTaskIsThen()
    {
        var task = new ScriptedTask(time, endsAfter: TimeSpan.FromMinutes(1));

        var info = await TaskWait.DescribeAsync(task, TimeSpan.FromSeconds(30), deadline, time, new CancellationToken(canceled: true), CancellationToken.None);

        Assert.False(info.IsEnded);
        Assert.Single(task.Waits);
    }

    private Task<TaskInfo> DescribeAsync(ScriptedTask task, int seconds) =>
        TaskWait.DescribeAsync(task, TimeSpan.FromSeconds(seconds), deadline, time, CancellationToken.None, CancellationToken.None);

    /// <summary>A task that ends at some time of the clock, which it moves on by as long as it is waited for.</summary>
    private sealed class ScriptedTask(FakeTimeProvider time, TimeSpan endsAfter) : ITaskGrain
    {
        private readonly DateTimeOffset began = time.GetUtcNow();

        public List<TimeSpan> Waits { get; } = [];

        /// <summary>Which of the calls are lost.</summary>
        public List<int> Losses { get; } = [];

        public Task<TaskInfo> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(Info());

        public Task<TaskInfo> WaitAsync(TimeSpan most, CancellationToken cancellationToken)
        {
            Waits.Add(most);
            if (Losses.Contains(Waits.Count))
            {
                throw new OrleansException("The silo is gone.");
            }

            time.Advance(most);
            return Task.FromResult(Info());
        }

        public Task<TaskInfo> CancelAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReadOnlyMemory<byte>> ReadResultAsync(long offset, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        private TaskInfo Info() => new(
            new TaskId(1), null, "data", time.GetUtcNow() - began >= endsAfter ? ComputeTaskStatus.Completed : ComputeTaskStatus.Running,
            0, null, 1, null, null, began, null, null, null, null, null, []);
    }
}
