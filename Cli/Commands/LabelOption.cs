using System.CommandLine;
using System.CommandLine.Parsing;

namespace InfernoOrleans.Cli.Commands;

/// <summary>Labels of nodes, as <c>--label zone=a --label disk=fast</c>.</summary>
internal static class LabelOption
{
    public static Option<Dictionary<string, string>?> Create(string description) => new("--label")
    {
        Description = description,
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Read,
    };

    private static Dictionary<string, string>? Read(ArgumentResult result)
    {
        var labels = new Dictionary<string, string>();
        foreach (var token in result.Tokens)
        {
            if (token.Value.Split('=', 2) is not [{ Length: > 0 } name, var value])
            {
                result.AddError($"--label takes NAME=VALUE such as zone=a, not '{token.Value}'.");
                return null;
            }

            if (!labels.TryAdd(name, value))
            {
                result.AddError($"--label {name} is given more than once.");
                return null;
            }
        }

        return labels;
    }
}
