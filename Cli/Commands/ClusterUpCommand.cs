using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Commands;

internal static class ClusterUpCommand
{
    private const string PostgresVariable = "INFERNO_POSTGRES";

    public static Command Create()
    {
        var silos = new Option<int>("--silos")
        {
            Description = $"How many silos, 1 to {ClusterSettings.MaxSilos}.",
            HelpName = "COUNT",
            DefaultValueFactory = _ => 3,
            CustomParser = result => NumberArgument.Read(result, 1, ClusterSettings.MaxSilos) ?? 0,
        };
        var host = new HostOptions();
        var port = new Option<int>("--port")
        {
            Description = "The gateway's HTTP port; 0 for a free one.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 8080,
            CustomParser = result => NumberArgument.Read(result, 0, 65535) ?? 0,
        };
        var data = ClusterCommand.DataOption();
        var postgres = new Option<string?>("--postgres")
        {
            Description = "The connection string of a PostgreSQL database to use. One with a password belongs into the environment "
                + $"({PostgresVariable}), since others can read command lines. [default: a server of the cluster's own, in its folder]",
            HelpName = "CONNECTION",
        };
        var command = new Command("up", "Runs silos and a gateway as processes of this machine in the foreground until Ctrl-C, and starts again what dies.")
        {
            silos, port, data, postgres,
        };
        host.AddTo(command);

        // Synchronous on purpose: that is how System.CommandLine leaves signals alone, and an orderly end may take longer than it would wait.
        command.SetAction(parsed =>
        {
            if (OperatingSystem.IsWindows()) { throw new CommandFailedException("A cluster on one machine needs Linux or macOS.", ExitCodes.Usage); }

            var connectionString = parsed.GetValue(postgres) ?? Environment.GetEnvironmentVariable(PostgresVariable);
            var settings = new ClusterSettings(
                parsed.GetValue(silos),
                host.Read(parsed),
                parsed.GetValue(port),
                new ClusterFolder(parsed.GetRequiredValue(data)),
                connectionString is { Length: > 0 } ? connectionString : null);
            return RunAsync(settings, ServerOptions.TerminalOf(parsed)).GetAwaiter().GetResult();
        });
        return command;
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<int> RunAsync(ClusterSettings settings, Terminal terminal)
    {
        using var supervisor = new Supervisor(settings, TimeProvider.System, terminal.Say);
        using var hurry = new CancellationTokenSource();
        var told = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        await supervisor.RunAsync(ready => Print(ready, terminal), hurry.Token);
        return hurry.IsCancellationRequested ? ExitCodes.Cancelled : ExitCodes.Ok;

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref told) > 1)
            {
                terminal.Say("Killing what still runs.");
                hurry.Cancel();
                return;
            }

            terminal.Say("Stopping; once more kills.");
            supervisor.Stop();
        }
    }

    private static void Print(ClusterReady ready, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(ready, ClusterJson.Readable.ClusterReady);
            return;
        }

        terminal.WriteLine($"The cluster is ready at {ready.Url}");
        terminal.Results.Write(Sheet.Pairs(
            ("  reference", ready.Reference.ToString()),
            ("  dashboard", ready.Dashboard.ToString()),
            ("  data", ready.Data)));
        terminal.Results.Write(ProcessTable.Of(ready.Processes));
        terminal.WriteLine("Ctrl-C stops it. What happens to its processes is told below.");
    }
}
