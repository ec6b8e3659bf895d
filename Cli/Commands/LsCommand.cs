using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class LsCommand
{
    private const string Examples = """
        Examples:
          inferno ls /models
          inferno ls -l /models/digits
          inferno ls / -p proc-3
        """;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "The directories. [default: /]", Arity = ArgumentArity.ZeroOrMore };
        var isLong = new Option<bool>("-l") { Description = "Show what each is and allows, its length, and when it was changed." };
        return new ExampledCommand("ls", "Lists directories of the namespace.", Examples) { paths, isLong }.CallingFiles(
            (parsed, files, cancellationToken) => files.ListAsync(parsed.GetValue(paths) ?? [], parsed.GetValue(isLong), cancellationToken));
    }
}
