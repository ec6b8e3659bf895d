using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

internal static class MkdirCommand
{
    private const string Examples = """
        Examples:
          inferno mkdir /tmp/mine /tmp/mine/models
        """;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "The directories.", Arity = ArgumentArity.OneOrMore };
        return new ExampledCommand("mkdir", "Creates directories in the namespace.", Examples) { paths }.CallingFiles(
            (parsed, files, cancellationToken) => files.CreateDirectoriesAsync(parsed.GetRequiredValue(paths), cancellationToken));
    }
}
