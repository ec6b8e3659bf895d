using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that describe a service: its steps, or a file that holds them.</summary>
internal sealed class ServiceOptions
{
    private const string Model = "model=";

    private readonly Option<string?> file = new("--service")
    {
        Description = "A service, from a file with its JSON: {\"steps\":[…]}; - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<ServiceStepRequest[]?> steps = new("--step")
    {
        Description = "A service, of steps that each row goes through: model=digits, or an operation such as abs, scale=2 or clamp=0,1. Once for each step.",
        HelpName = "STEP",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Read,
    };

    public void AddTo(Command command)
    {
        command.Add(steps);
        command.Add(file);
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(SymbolResult result) =>
        new Option[] { steps, file }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public async Task<DeploymentBody> ReadAsync(ParseResult parsed, int? inputSize, CancellationToken cancellationToken) =>
        parsed.GetValue(file) is { } path
            ? DeploymentBody.Parse(await InputText.ReadAsync(path, cancellationToken)).With("inputSize", inputSize)
            : DeploymentBody.Empty()
                .With("steps", parsed.GetValue(steps), InfernoJson.Default.ServiceStepRequestArray)
                .With("inputSize", inputSize);

    private static ServiceStepRequest[]? Read(ArgumentResult result)
    {
        var steps = new List<ServiceStepRequest>();
        foreach (var token in result.Tokens)
        {
            if (Parse(token.Value) is not { } step)
            {
                result.AddError(
                    $"--step takes model=NAME, or an operation such as abs, or with its number scale=2, offset=1, window-mean=3 or clamp=0,1, not '{token.Value}'.");
                return null;
            }

            steps.Add(step);
        }

        return [.. steps];
    }

    private static ServiceStepRequest? Parse(string text) =>
        text.StartsWith(Model, StringComparison.Ordinal)
            ? text.Length > Model.Length ? new ServiceStepRequest { Model = text[Model.Length..] } : null
            : StepArgument.Parse(text) is { } operation ? new ServiceStepRequest { Operations = [operation] } : null;
}
