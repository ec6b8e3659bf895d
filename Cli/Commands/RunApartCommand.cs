using System.CommandLine;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Commands;

/// <summary>
/// Not for people: becomes another program that is out of the terminal's reach, and if so wanted another user's. Programs that do this
/// (setsid, setpriv, runuser) are not on every system, and .NET cannot do it between fork and exec.
/// </summary>
internal static class RunApartCommand
{
    public const string Name = "run-apart";
    public const string AccountOption = "--as";

    public static Command Create()
    {
        var account = new Option<UnixAccount?>(AccountOption)
        {
            CustomParser = result =>
            {
                if (!UnixAccount.TryParse(result.Tokens[0].Value, out var parsed)) { result.AddError($"{AccountOption} takes NAME:USER:GROUP."); }
                return parsed;
            },
        };
        var words = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name) { account, words };
        command.Hidden = true;

        // Synchronous on purpose, like up.
        command.SetAction(parsed =>
        {
            UnixProcess.LeaveTerminal();
            if (parsed.GetValue(account) is { } user) { UnixProcess.Become(user); }
            var program = parsed.GetRequiredValue(words);
            return ProcessReplacement.Run(program[0], program[1..]);
        });
        return command;
    }
}
