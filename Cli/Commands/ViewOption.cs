using System.CommandLine;
using InfernoOrleans.Cli.Namespaces;

namespace InfernoOrleans.Cli.Commands;

/// <summary>What commands on the namespace have in common: the option whose view they take.</summary>
internal static class ViewOption
{
    private static readonly Option<string?> Process = new("--process", "-p")
    {
        Description = "The process whose view is meant, such as proc-3. [default: the cluster's]",
        HelpName = "PROCESS",
    };

    /// <summary>Adds the options and runs <paramref name="run"/> with the files that they mean.</summary>
    public static Command CallingFiles(this Command command, Func<ParseResult, FileCommands, CancellationToken, Task> run)
    {
        command.Add(Process);
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            await run(parsed, new FileCommands(client, terminal, ProcessOf(parsed)), cancellationToken);
            return ExitCodes.Ok;
        });
    }

    /// <summary>Adds <c>--process</c> to a command that runs by itself.</summary>
    public static void AddTo(Command command) => command.Add(Process);

    public static string? ProcessOf(ParseResult parsed) => parsed.GetValue(Process);
}
