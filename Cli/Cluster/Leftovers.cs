using System.Runtime.Versioning;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What a supervisor left that was killed: its processes notice and end by themselves, but a new start may be faster.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until they have ended, and kills what does not.</summary>
    public static async Task ClearAsync(ClusterState state, Action<string> say, CancellationToken cancellationToken)
    {
        ControlServer.RemoveLeftover(state.Control);

        // The database's server is known by its own file, and stopped before it is started again.
        var left = state.Processes.Where(process => process.Role != ProcessRole.Postgres).Where(IsAlive).ToArray();
        if (left.Length == 0) { return; }

        say($"Waiting for the end of an earlier run: {string.Join(", ", left.Select(process => process.Name))} …");
        for (var waited = TimeSpan.Zero; Array.Exists(left, IsAlive) && waited < Patience; waited += Poll)
        {
            await Task.Delay(Poll, cancellationToken);
        }

        foreach (var process in left.Where(IsAlive))
        {
            UnixProcess.Signal(process.Pid!.Value, UnixProcess.KillNow);
        }
    }

    private static bool IsAlive(ProcessRecord process) =>
        process is { Pid: { } pid, Started: { } started } && UnixProcess.IsAlive(pid, started);
}
