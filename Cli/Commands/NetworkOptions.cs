using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that describe a network to build.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> type = new("--type")
    {
        Description = "feedforward or classifier, which take --hidden; or perceptron, mlp or deepnet, which bring their own layers.",
        HelpName = "KIND",
    };

    private readonly Option<int?> input = new("--input")
    {
        Description = "How many numbers make one input row.",
        HelpName = "SIZE",
        CustomParser = ReadSize,
    };

    private readonly Option<int?> output = new("--output")
    {
        Description = "How many numbers make one output row.",
        HelpName = "SIZE",
        CustomParser = ReadSize,
    };

    private readonly Option<int[]?> hidden = new("--hidden")
    {
        Description = "The sizes of the hidden layers, such as 128,64.",
        HelpName = "SIZES",
        CustomParser = ParseSizes,
    };

    private readonly Option<string?> activation = new("--activation")
    {
        Description = "What follows each hidden layer: relu, sigmoid or tanh. [default: relu]",
        HelpName = "FUNCTION",
    };

    private readonly Option<double?> dropout = new("--dropout")
    {
        Description = "The share of values dropped while training, from 0 to below 1.",
        HelpName = "SHARE",
        CustomParser = result => NumberArgument.Read(result, 0.0, 1.0),
    };

    private readonly Option<bool> batchNorm = new("--batch-norm") { Description = "Normalize batches after each hidden layer." };

    private readonly Option<long?> seed = new("--seed")
    {
        Description = "Makes the initial weights repeatable.",
        HelpName = "NUMBER",
        CustomParser = result => NumberArgument.Read(result, long.MinValue, long.MaxValue),
    };

    /// <summary>How many numbers make one input row; of services, too.</summary>
    public Option<int?> Input => input;

    public NetworkOptions()
    {
        type.AcceptOnlyFromAmong("classifier", "deepnet", "feedforward", "mlp", "perceptron");
        activation.AcceptOnlyFromAmong("relu", "sigmoid", "tanh");
    }

    public void AddTo(Command command, bool typeRequired)
    {
        type.Required = typeRequired;
        foreach (var option in All) { command.Add(option); }
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(SymbolResult result) =>
        All.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public T Read<T>(ParseResult parsed)
        where T : NetworkSpec, new() => new()
        {
            ModelType = parsed.GetValue(type),
            InputSize = parsed.GetValue(input),
            HiddenSizes = parsed.GetValue(hidden) is { Length: > 0 } sizes ? sizes : null,
            OutputSize = parsed.GetValue(output),
            Activation = parsed.GetValue(activation),
            Dropout = parsed.GetValue(dropout),
            BatchNorm = parsed.GetValue(batchNorm) ? true : null,
            Seed = parsed.GetValue(seed),
        };

    private IEnumerable<Option> All => [type, input, hidden, output, activation, dropout, batchNorm, seed];

    private static int? ReadSize(ArgumentResult result) => NumberArgument.Read(result, 1, int.MaxValue);

    private static int[]? ParseSizes(ArgumentResult result)
    {
        var words = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        var sizes = new int[words.Length];
        for (var layer = 0; layer < words.Length; layer++)
        {
            if (int.TryParse(words[layer], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[layer]) && sizes[layer] > 0) { continue; }

            result.AddError($"--hidden takes sizes such as 128,64, not '{result.Tokens[0].Value}'.");
            return null;
        }

        return sizes;
    }
}
