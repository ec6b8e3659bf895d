using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class CatCommand
{
    private const string Examples = """
        Examples:
          inferno cat /models/digits/status
          inferno cat /proc/proc-3/metadata /proc/proc-3/ns
        """;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "The files.", Arity = ArgumentArity.OneOrMore };
        return new ExampledCommand("cat", "Reads files of the namespace.", Examples) { paths }.CallingFiles(
            (parsed, files, cancellationToken) => files.ReadAsync(parsed.GetRequiredValue(paths), cancellationToken));
    }
}
