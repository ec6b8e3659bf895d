using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Compute;

/// <summary>
/// Progress as lines, where there is no terminal: one when something has changed, at most one a second. None for a single task, of which
/// nothing but the end is news, nor for a program.
/// </summary>
internal sealed class WatchLines(Terminal terminal, TimeProvider time) : IWatchDisplay
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private string? shown;
    private long shownAt;
    private bool isLost;

    public void Show(WatchProgress progress)
    {
        if (terminal.Json || progress.Total == 1) { return; }

        var line = progress.ToString();
        var isEarly = shown is not null && time.GetElapsedTime(shownAt) < Least && progress.Ended < progress.Total;
        if (line == shown || isEarly) { return; }

        terminal.Say(line);
        shown = line;
        shownAt = time.GetTimestamp();
    }

    public void ShowLost(string reason)
    {
        if (!isLost && !terminal.Json) { terminal.Say($"{reason} Asking again for up to {TaskWatch.Patience.TotalSeconds:0} s."); }
        isLost = true;
    }

    public void ShowFound()
    {
        if (!terminal.Json) { terminal.Say("The server answers again."); }
        isLost = false;
    }
}
