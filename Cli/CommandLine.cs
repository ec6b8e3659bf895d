using System.CommandLine;
using System.CommandLine.Invocation;
using InfernoOrleans.Cli.Commands;
using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli;

/// <summary>The whole command line: parses, runs, and turns every ending into an exit code.</summary>
internal sealed class CommandLine(TextWriter output, TextWriter error)
{
    /// <summary>After Ctrl-C a command may stop a node, delete what it made and remove its files.</summary>
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(20);

    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        // No response files: a word that starts with @ is that word.
        var parsed = RootOptions.Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var terminal = new Terminal(output, error, json: args.Contains(RootOptions.Json.Name));
        if (parsed.Action is ParseErrorAction)
        {
            terminal.Fail(string.Join("\n  ", parsed.Errors.Select(problem => problem.Message).Distinct()));
            terminal.Say($"See '{RootOptions.PathOf(parsed.CommandResult)} --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToCleanUp,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (CommandFailedException failure)
        {
            terminal.Fail(failure.Message, failure.ProblemJson);
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(failure.Message);
            return ExitCodes.Failed;
        }
    }
}
