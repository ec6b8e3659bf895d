using System.CommandLine;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Commands;

internal static class UpCommand
{
    public static Command Create()
    {
        var host = new HostOptions();
        var port = new Option<int>("--port")
        {
            Description = "The HTTP port.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 8080,
            CustomParser = result => NumberArgument.Read(result, 1, 65535) ?? 0,
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder that keeps deployments, models and state; made when it is missing.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "./.inferno",
        };
        var command = new Command("up", "Runs a node of its own in the foreground until Ctrl-C: gateway, silo and storage in one process.") { port, data };
        host.AddTo(command);

        // Synchronous on purpose: the thread that runs Main is the one whose place the node takes.
        command.SetAction(parsed =>
        {
            var settings = new NodeSettings(
                host.Read(parsed),
                parsed.GetValue(port),
                parsed.GetRequiredValue(data),
                ReadyAsJson: parsed.GetValue(RootOptions.Json),
                ExitWithStandardInput: false);
            return ProcessReplacement.Run(NodeProgram.DotnetPath, NodeProgram.Arguments(NodeProgram.FindGateway(), settings));
        });
        return command;
    }
}
