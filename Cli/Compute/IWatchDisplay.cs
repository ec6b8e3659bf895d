namespace InfernoOrleans.Cli.Compute;

/// <summary>Shows a user who waits how far the tasks are.</summary>
internal interface IWatchDisplay
{
    void Show(WatchProgress progress);

    /// <summary>The server does not answer; it is asked again. Called for each time that it does not.</summary>
    void ShowLost(string reason);

    /// <summary>The server answers again.</summary>
    void ShowFound();
}
