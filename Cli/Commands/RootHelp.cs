using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Adds to the root command's help what holds for all commands, and to others' their examples.</summary>
internal sealed class RootHelp(HelpAction help) : SynchronousCommandLineAction
{
    private const string Notes = """
        Exit codes:
          0    done
          1    the operation failed or was refused
          2    wrong usage
          3    cannot reach the server
          130  stopped by Ctrl-C

        Environment:
          INFERNO_URL       the server that commands talk to when --url is not given
          INFERNO_KEY       the API key that they send to it when --key-file is not given
          INFERNO_HOME      a folder that holds Gateway.Api/ and Silo/, where 'up', 'cluster up' and 'demo' find the programs
          INFERNO_POSTGRES  the database that 'cluster up' uses when --postgres is not given
          NO_COLOR          no colours, even on a terminal

        Start here:
          inferno demo
        """;

    /// <summary>Help is shown whatever else is on the line, as the action that this one wraps would.</summary>
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        if (parseResult.CommandResult.Parent is null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Notes);
        }
        else if (parseResult.CommandResult.Command is ExampledCommand { Examples: var examples })
        {
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        }

        return ExitCodes.Ok;
    }
}
