using System.CommandLine;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The numbers that agents with a model compute on, as <c>execute</c> takes them.</summary>
internal sealed class AngelNumbers
{
    private readonly Option<string?> data = new("--data")
    {
        Description = "One row of numbers for agents with a model, such as 0.5,1,2.",
        HelpName = "NUMBERS",
    };

    private readonly Option<string?> file = new("--file")
    {
        Description = "A file with that row, as 'execute' reads it; - for standard input.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(data);
        command.Add(file);
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null && result.GetResult(file) is not null)
            {
                result.AddError("Give the numbers in one way: --data 1,2,3 or --file FILE.");
            }
        });
    }

    /// <summary>Null where there are none.</summary>
    public async Task<IReadOnlyList<double>?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(data) is { } inline ? InputRows.Parse(inline).Data
        : parsed.GetValue(file) is { } path ? InputRows.Parse(await InputText.ReadAsync(path, cancellationToken)).Data
        : null;
}
