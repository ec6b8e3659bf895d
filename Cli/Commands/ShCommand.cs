using System.CommandLine;
using InfernoOrleans.Cli.Namespaces;
using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Commands;

internal static class ShCommand
{
    private const string Examples = """
        Examples:
          inferno sh
          inferno sh -p proc-3 -c 'cd /models; ls'
          inferno sh <commands.rc
        """;

    public static Command Create()
    {
        var line = new Option<string?>("-c") { Description = "Run these commands, parted by semicolons, and exit.", HelpName = "COMMANDS" };
        var file = new Argument<string?>("FILE") { Description = "Run the commands of this file. [default: standard input]", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampledCommand("sh", "A small shell over the namespace; its command help lists what it knows.", Examples) { line, file };
        ViewOption.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(line) is not null && result.GetValue(file) is not null)
            {
                result.AddError("Give the commands in one way: -c COMMANDS or FILE.");
            }
        });

        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var files = new FileCommands(client, terminal, ViewOption.ProcessOf(parsed));
            var shell = new Shell(files, terminal);
            if (parsed.GetValue(line) is { } commands)
            {
                await shell.RunAsync(commands, cancellationToken);
            }
            else
            {
                using var input = InputText.Open(parsed.GetValue(file) ?? InputText.StandardInput);
                var asks = parsed.GetValue(file) is null && !Console.IsInputRedirected;
                await RunAsync(shell, input, asks ? () => Ask(files, terminal) : () => { }, cancellationToken);
            }

            return shell.ExitCode;
        });
    }

    /// <summary>Reading a terminal blocks whatever the token says, so Ctrl-C leaves the read behind.</summary>
    private static async Task RunAsync(Shell shell, StreamReader input, Action ask, CancellationToken cancellationToken)
    {
        while (!shell.HasExited)
        {
            ask();
            if (await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken) is not { } line) { return; }

            await shell.RunAsync(line, cancellationToken);
        }
    }

    /// <summary>On standard error: what is printed is for others.</summary>
    private static void Ask(FileCommands files, Terminal terminal) => terminal.Prompt($"{files.Directory}% ");
}
