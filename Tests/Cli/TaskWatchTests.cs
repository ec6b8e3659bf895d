using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Compute;
using InfernoOrleans.Cli.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace InfernoOrleans.Tests.Cli;

public sealed class TaskWatchTests
{
    private static readonly Func<IResult> Away = () => ScriptedServer.Problem(503, """{"error":"The cluster is starting."}""");

    [Fact]
    public async Task Watch_OfAServerThatIsAwayForAWhile_GoesOnWhenItAnswers()
    {
        var asked = 0;
        await using var server = await StartAsync(() => Interlocked.Increment(ref asked) < 4 ? Away() : ScriptedServer.Json(TaskAnswers.Task(1, "Completed", "[1]", "[1]")));
        using var client = new InfernoClient(server.Url);
        var tasks = new WatchedTasks(["task-1"]);
        var display = new Recorder();

        var last = await new TaskWatch(client, tasks, display, new HurriedTime()).RunAsync(CancellationToken.None);

        Assert.Equal("Completed", last!.Status);
        Assert.True(tasks.AreCompleted);
        Assert.Equal(["lost: The cluster is starting.", "lost: The cluster is starting.", "lost: The cluster is starting.", "found"], display.Connection);
    }

    [Fact]
    public async Task Watch_OfAServerThatStaysAway_GivesUpAfterItsPatience()
    {
        await using var server = await StartAsync(Away);
        using var client = new InfernoClient(server.Url);
        var time = new HurriedTime();

        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => new TaskWatch(client, new WatchedTasks(["task-1"]), new Recorder(), time).RunAsync(CancellationToken.None));

        // 0.1, 0.2, 0.4, 0.8 and 1.6 s, then 2 s again and again.
        Assert.Equal("The cluster is starting.", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(3.1 + (28 * 2)), time.GetElapsedTime(0));
        Assert.Equal(1 + 5 + 28, server.Requests.Count);
    }

    [Fact]
    public async Task Watch_OfATaskThatIsGone_CountsItAsFailed()
    {
        await using var server = await StartAsync(() => ScriptedServer.Problem(404, """{"error":"There is no task 'task-1'."}"""));
        using var client = new InfernoClient(server.Url);
        var tasks = new WatchedTasks(["task-1"]);

        await new TaskWatch(client, tasks, new Recorder(), TimeProvider.System).RunAsync(CancellationToken.None);

        Assert.Equal(new TaskFailure("task-1", "Failed", "There is no task 'task-1'."), Assert.Single(tasks.Failures));
    }

    [Fact]
    public async Task Watch_OfARefusal_Fails()
    {
        await using var server = await StartAsync(() => ScriptedServer.Problem(400, """{"error":"wait must be less."}"""));
        using var client = new InfernoClient(server.Url);

        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => new TaskWatch(client, new WatchedTasks(["task-1"]), new Recorder(), TimeProvider.System).RunAsync(CancellationToken.None));

        Assert.Equal("wait must be less.", failure.Message);
    }

    [Fact]
    public async Task Watch_OfSparseIds_AsksForThePagesThatHoldThemAndNoOthers()
    {
        await using var server = await ScriptedServer.StartAsync(app =>
        {
            app.MapGet("/inferno/compute/tasks/task-5", () => ScriptedServer.Json(TaskAnswers.Task(5, "Running"), 202));
            app.MapGet("/inferno/compute/tasks", (string cursor) => cursor switch
            {
                "task-9001" => ScriptedServer.Json($"[{TaskAnswers.Item(9000, "Completed")},{TaskAnswers.Item(8001, "Failed")}]"),
                _ => ScriptedServer.Json($"[{TaskAnswers.Item(6, "Failed")},{TaskAnswers.Item(5, "Completed")}]"),
            });
        });
        using var client = new InfernoClient(server.Url);
        var tasks = new WatchedTasks(["task-5", "task-9000"]);

        await new TaskWatch(client, tasks, new Recorder(), TimeProvider.System).RunAsync(CancellationToken.None);

        Assert.True(tasks.AreCompleted);
        Assert.Equal(
            [
                "GET /inferno/compute/tasks/task-5?wait=1",
                "GET /inferno/compute/tasks?limit=1000&cursor=task-9001",
                "GET /inferno/compute/tasks?limit=1&cursor=task-6",
            ],
            server.Requests.Select(request => request.Line));
    }

    [Fact]
    public void WatchedTasks_LearningOfEnds_CountsEachOnce()
    {
        var tasks = new WatchedTasks(["task-1", "task-2", "task-2", "task-10"]);

        tasks.Learn(Item("task-2", "Running"));
        tasks.Learn(Item("task-10", "Failed"));
        tasks.Learn(Item("task-10", "Running"));
        tasks.Learn(Item("task-3", "Completed"));
        tasks.Learn(Item("task-1", "Paused"));

        Assert.Equal("1 of 3 ended: 1 failed, 1 running, 1 pending", $"{tasks.Describe()}");
        Assert.Equal(["task-1", "task-2"], tasks.Unfinished);
        Assert.Equal(((long?)2, (long?)1, null), (tasks.NewestBefore(long.MaxValue), tasks.NewestBefore(2), tasks.NewestBefore(1)));
    }

    [Fact]
    public void LiveWatch_WithWhatIsKnown_DrawsABarOfItsPartsAndTheLastFailures()
    {
        var tasks = new WatchedTasks(Enumerable.Range(1, 1_000).Select(number => $"task-{number}"));
        for (var number = 1; number <= 500; number++) { tasks.Learn(Item($"task-{number}", "Completed")); }
        tasks.Learn(new TaskItem { TaskId = "task-501", Status = "Failed", Error = "[it]\nbroke" });
        tasks.Learn(Item("task-502", "Running"));
        var time = new FakeTimeProvider();
        var display = new LiveWatch(time);
        time.Advance(TimeSpan.FromSeconds(65));

        display.Show(tasks.Describe());
        display.ShowLost("Nobody is there.");

        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 100;
        console.Write(display.Draw());
        Assert.Equal(
            [
                new string('━', 27) + new string('─', 23),
                "501 of 1,000 ended: 500 completed, 1 failed, 1 running, 498 pending · 1m 5s",
                "task-501 failed: [it] broke",
                "Nobody is there.",
                "Ctrl-C stops waiting; the tasks go on.",
            ],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    private static TaskItem Item(string id, string status) => new() { TaskId = id, Status = status };

    private static Task<ScriptedServer> StartAsync(Func<IResult> answer) =>
        ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/tasks/task-1", answer));

    private sealed class Recorder : IWatchDisplay
    {
        public List<string> Connection { get; } = [];

        public void Show(WatchProgress progress)
        {
        }

        public void ShowLost(string reason) => Connection.Add($"lost: {reason}");

        public void ShowFound() => Connection.Add("found");
    }

    /// <summary>Every pause is over at once, and as long as it should be.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref now, dueTime.Ticks);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
