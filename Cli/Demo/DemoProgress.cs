using InfernoOrleans.Cli.Output;
using Spectre.Console;

namespace InfernoOrleans.Cli.Demo;

/// <summary>Shows the demo's progress as bars on a terminal, and nothing where there is none.</summary>
internal sealed class DemoProgress : IDemoProgress
{
    private readonly ProgressTask? classified;
    private readonly ProgressTask? loaded;

    private DemoProgress(ProgressContext? bars)
    {
        classified = bars?.AddTask("Every row once, for the accuracy");
        loaded = bars?.AddTask("Again and again, for the speed");
    }

    public static Task<DemoReport> ShowAsync(Terminal terminal, Func<IDemoProgress, Task<DemoReport>> run) =>
        terminal.Messages.Profile.Out.IsTerminal
            ? terminal.Messages.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(bars => run(new DemoProgress(bars)))
            : run(new DemoProgress(bars: null));

    public void Classified(int done, int rows) => Show(classified, (double)done / rows);

    public void Loaded(TimeSpan elapsed, TimeSpan total) => Show(loaded, elapsed / total);

    private static void Show(ProgressTask? bar, double share)
    {
        if (bar is not null) { bar.Value = share * bar.MaxValue; }
    }
}
