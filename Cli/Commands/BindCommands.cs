using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

/// <summary><c>bind</c> and <c>mount</c>, <c>unmount</c> and <c>ns</c>: what stands where in a namespace.</summary>
internal static class BindCommands
{
    private const string BindExamples = """
        Examples:
          inferno bind /models/digits /tmp/digits
          inferno bind -a /tmp/mine /models
        """;

    private const string MountExamples = """
        Examples:
          inferno mount '#models/deploy-3' /models/digits -p proc-7
          inferno mount -b /n/team /models -p proc-7
        """;

    private const string UnmountExamples = """
        Examples:
          inferno unmount /models/digits -p proc-7
          inferno unmount /n/team /models -p proc-7
        """;

    private const string ShowExamples = """
        Examples:
          inferno ns
          inferno ns -p proc-7
        """;

    public static Command CreateBind() => Create(
        new ExampledCommand("bind", "Has a path of a namespace show what another path of it shows.", BindExamples),
        "What is to be seen: a path of the namespace.",
        mounts: false);

    public static Command CreateMount() => Create(
        new ExampledCommand("mount", "Gives a namespace what it does not see: a path of the cluster's, or of a tree.", MountExamples),
        "What is to be seen: a path of the cluster's namespace, or of a tree, such as #models/deploy-3.",
        mounts: true);

    public static Command CreateUnmount()
    {
        var paths = new Argument<string[]>("[SOURCE] TARGET")
        {
            Description = "What is no longer to be seen, and where; without a source all that is bound or mounted there.",
            Arity = new ArgumentArity(1, 2),
        };
        return new ExampledCommand("unmount", "Undoes binds and mounts.", UnmountExamples) { paths }.CallingFiles(
            (parsed, files, cancellationToken) =>
            {
                var given = parsed.GetRequiredValue(paths);
                return files.UnmountAsync(given.Length == 2 ? given[0] : null, given[^1], cancellationToken);
            });
    }

    public static Command CreateShow() =>
        new ExampledCommand("ns", "Shows what is bound and mounted, as the commands that make the namespace.", ShowExamples)
            .CallingFiles((_, files, cancellationToken) => files.ShowBindingsAsync(cancellationToken));

    private static Command Create(Command command, string sourceDescription, bool mounts)
    {
        var source = new Argument<string>("SOURCE") { Description = sourceDescription };
        var target = new Argument<string>("TARGET") { Description = "Where: a path that is there already." };
        var after = new Option<bool>("-a") { Description = "After what is there: its names are found last." };
        var before = new Option<bool>("-b") { Description = "Before what is there: its names are found first." };
        var creates = new Option<bool>("-c") { Description = "Files that are created at the target may be created in it." };
        foreach (var part in new Symbol[] { source, target, after, before, creates })
        {
            if (part is Argument argument) { command.Add(argument); }
            if (part is Option option) { command.Add(option); }
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(after) && result.GetValue(before))
            {
                result.AddError("-a is after and -b before: give one of them.");
            }
        });

        return command.CallingFiles((parsed, files, cancellationToken) => files.BindAsync(
            parsed.GetRequiredValue(source),
            parsed.GetRequiredValue(target),
            parsed.GetValue(after) ? "after" : parsed.GetValue(before) ? "before" : null,
            parsed.GetValue(creates),
            mounts,
            cancellationToken));
    }
}
