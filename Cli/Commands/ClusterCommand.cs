using System.CommandLine;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Commands;

/// <summary>A cluster on this machine, and what can be done to the one of a folder.</summary>
internal static class ClusterCommand
{
    public static Command Create() =>
        new("cluster", "Runs several silos and a gateway on this machine, and looks after them.")
        {
            ClusterUpCommand.Create(),
            Status(),
            Add(),
            Kill(),
            Down(),
            ClusterTopCommand.Create(),
        };

    /// <summary>The option of every command about a folder's cluster.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "The cluster's folder.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "./.inferno-cluster",
    };

    private static Command Status() => Asking(
        new Command("status", "Shows the processes of a cluster on this machine."), _ => new ControlRequest(ControlVerb.Status));

    private static Command Add() => Asking(
        new Command("add", "Starts one more silo, and waits until it runs."), _ => new ControlRequest(ControlVerb.Add));

    private static Command Kill()
    {
        var name = new Argument<string>("NAME") { Description = "A process's name, such as silo-1, gateway or postgres." };
        return Asking(
            new Command("kill", "Kills a process as a crash would (SIGKILL), to see that the cluster copes. It is started again.") { name },
            parsed => new ControlRequest(ControlVerb.Kill, parsed.GetRequiredValue(name)));
    }

    private static Command Down() => Asking(
        new Command("down", "Stops a cluster on this machine, and waits until everything has ended."), _ => new ControlRequest(ControlVerb.Down));

    private static Command Asking(Command command, Func<ParseResult, ControlRequest> request)
    {
        var data = DataOption();
        command.Add(data);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var client = new ControlClient(new ClusterFolder(parsed.GetRequiredValue(data)));
            Print(await client.AskAsync(request(parsed), cancellationToken), ServerOptions.TerminalOf(parsed));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What was done goes to people; under <c>--json</c> a program sees what there is afterwards.</summary>
    private static void Print(ControlAnswer answer, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(answer.Processes, ClusterJson.Readable.IReadOnlyListProcessRecord);
        }
        else if (answer.Message is { } message)
        {
            terminal.Say(message);
        }
        else
        {
            terminal.Results.Write(ProcessTable.Of(answer.Processes));
        }
    }
}
