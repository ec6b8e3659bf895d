using InfernoOrleans.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace InfernoOrleans.Cli.Compute;

/// <summary>Progress on a terminal: a bar, the counts by state, how long it takes, and the last failures.</summary>
internal sealed class LiveWatch(TimeProvider time) : IWatchDisplay
{
    private const int BarWidth = 50;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly Style Quiet = new(Color.Grey);
    private static readonly Style Bad = new(Color.Red);

    private static readonly (WatchedState State, Style Style)[] Parts =
    [
        (WatchedState.Completed, new Style(Color.Green)),
        (WatchedState.Failed, Bad),
        (WatchedState.Cancelled, new Style(Color.Orange1)),
        (WatchedState.Running, new Style(Color.Blue)),
        (WatchedState.Assigned, new Style(Color.Blue)),
    ];

    private readonly long began = time.GetTimestamp();

    // Written where the tasks are watched, read where they are drawn.
    private volatile WatchProgress progress = new(0, new int[Enum.GetValues<WatchedState>().Length], []);
    private volatile string? lost;

    /// <summary>Draws until <paramref name="run"/> has ended, however, and then clears what was drawn.</summary>
    public Task<T> ShowAsync<T>(IAnsiConsole console, Func<Task<T>> run) =>
        console.Live(Draw()).AutoClear(true).StartAsync(async live =>
        {
            var running = run();
            using var timer = new PeriodicTimer(Period, time);
            while (!running.IsCompleted)
            {
                live.UpdateTarget(Draw());
                await Task.WhenAny(running, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
            }

            return await running;
        });

    public void Show(WatchProgress progress) => this.progress = progress;

    public void ShowLost(string reason) => lost = reason;

    public void ShowFound() => lost = null;

    public IRenderable Draw()
    {
        var now = progress;
        var lines = new List<IRenderable>
        {
            Bar(now),
            new Text($"{now} · {Figures.Milliseconds((long)time.GetElapsedTime(began).TotalMilliseconds)}"),
        };
        lines.AddRange(now.LastFailures.Select(failure => new Text($"{failure}", Bad).Ellipsis()));
        if (lost is { } reason) { lines.Add(new Text(reason, new Style(Color.Yellow))); }

        lines.Add(new Text("Ctrl-C stops waiting; the tasks go on.", Quiet));
        return new Rows(lines);
    }

    /// <summary>What is there in any number has a place, were it of a single character.</summary>
    private static Paragraph Bar(WatchProgress progress)
    {
        var bar = new Paragraph();
        var left = BarWidth;
        foreach (var (state, style) in Parts)
        {
            var width = progress[state] == 0 ? 0 : Math.Clamp((int)((long)progress[state] * BarWidth / progress.Total), 1, left);
            if (width > 0) { bar.Append(new string('━', width), style); }
            left -= width;
        }

        return left > 0 ? bar.Append(new string('─', left), Quiet) : bar;
    }
}
