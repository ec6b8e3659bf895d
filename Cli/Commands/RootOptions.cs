using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The root command, and the option that every command has.</summary>
internal static class RootOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document on standard output and nothing else there.",
        Recursive = true,
    };

    /// <summary>Built once: parsing only reads it.</summary>
    public static Command Root => LazyRoot.Value;

    private static readonly Lazy<Command> LazyRoot = new(CreateRoot);

    /// <summary>Not a RootCommand, which would show the assembly's name in place of the one that users type.</summary>
    private static Command CreateRoot()
    {
        var help = new HelpOption();
        var rootHelp = new RootHelp((HelpAction)help.Action!);
        help.Action = rootHelp;
        var root = new Command("inferno", "Runs and uses InfernoOrleans, a cluster of virtual actors that serves neural networks.")
        {
            help,
            new VersionOption(),
            Json,
            UpCommand.Create(),
            ClusterCommand.Create(),
            DemoCommand.Create(),
            DeployCommand.Create(),
            ExecuteCommand.Create(),
            ListCommand.Create(),
            ShowCommand.Create(),
            StatsCommand.Create(),
            ProcessCommands.CreateStop(),
            ProcessCommands.CreateStart(),
            RemoveCommand.Create(),
            ModelsCommand.Create(),
            SubmitCommand.Create(),
            TasksCommand.Create(),
            RunsCommand.Create(),
            CancelCommand.Create(),
            NodesCommand.Create(),
            NodesCommand.CreateDrain(),
            KeysCommand.Create(),
            AuditCommand.Create(),
            AngelCommand.Create(),
            LsCommand.Create(),
            CatCommand.Create(),
            EchoCommand.Create(),
            MkdirCommand.Create(),
            BindCommands.CreateBind(),
            BindCommands.CreateMount(),
            BindCommands.CreateUnmount(),
            BindCommands.CreateShow(),
            ShCommand.Create(),
            RunApartCommand.Create(),
        };

        root.SetAction(rootHelp.Invoke);
        return root;
    }

    /// <summary>The words that lead to a command: <c>inferno models import</c>.</summary>
    public static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : command.Command.Name;
}
