using InfernoOrleans.Cli;

namespace InfernoOrleans.Tests.Cli;

/// <summary>One start of the command line, with what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] args) => OfAsync(args, CancellationToken.None);

    public static async Task<CommandRun> OfAsync(string[] args, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CommandLine(TextWriter.Synchronized(output), TextWriter.Synchronized(error)).RunAsync(args, cancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
