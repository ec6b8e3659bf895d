using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that describe a task.</summary>
internal sealed class TaskOptions
{
    private const string Agent = "agent";

    private readonly Option<string?> type = new("--type")
    {
        Description = "data (a pipeline over numbers), tensor (an operation on tensors), inference (rows through a model) or agent (an activation).",
        HelpName = "KIND",
    };

    private readonly Option<string?> data = new("--data") { Description = "data, inference, agent: the numbers, such as 0.5,1,2.", HelpName = "NUMBERS" };

    private readonly Option<string?> input = new("--input")
    {
        Description = "data, inference, agent: a file of numbers, as 'execute' reads it; - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<StepRequest[]?> steps = new("--op")
    {
        Description = "data: a step of the pipeline, such as abs, scale=2 or clamp=0,1; may be given several times. [default: the numbers are doubled]",
        HelpName = "STEP",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = StepArgument.Read,
    };

    private readonly Option<string?> operation = new("--operation") { Description = "tensor: what to do, such as matmul or softmax.", HelpName = "NAME" };

    private readonly Option<TensorRequest[]?> tensors = new("--tensor")
    {
        Description = "tensor: an operand: its extents, and its elements row by row. May be given several times.",
        HelpName = "2x2:1,2,3,4",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = TensorArgument.Read,
    };

    private readonly Option<double?> factor = new("--factor")
    {
        Description = "tensor: the factor of scale.",
        HelpName = "NUMBER",
        CustomParser = result => NumberArgument.Read(result, double.MinValue, double.MaxValue),
    };

    private readonly Option<int?> axis = new("--axis")
    {
        Description = "tensor: the axis of sum, mean and softmax; -1 is the last.",
        HelpName = "NUMBER",
        CustomParser = result => NumberArgument.Read(result, int.MinValue, int.MaxValue),
    };

    private readonly Option<string?> model = new("--model")
    {
        Description = "inference: a deployment such as deploy-1, or a registered model such as digits@2.",
        HelpName = "MODEL",
    };

    private readonly Option<string?> description = new("--description")
    {
        Description = "agent: what agents are to answer. The result is how many did; 'tasks ID' has what they said.",
        HelpName = "TEXT",
    };

    private readonly AngelInputOptions angel = new("agent: ");

    private readonly Option<string?> name = new("--name") { Description = "What to call the task.", HelpName = "NAME" };

    private readonly Option<int?> priority = new("--priority")
    {
        Description = "Higher ones go first. [default: 0]",
        HelpName = "-10..10",
        CustomParser = result => NumberArgument.Read(result, -10, 10),
    };

    private readonly Option<double?> timeout = new("--task-timeout")
    {
        Description = "Seconds that an attempt may run. [default: the server's own]",
        HelpName = "SECONDS",
        CustomParser = result => NumberArgument.Read(result, 0.001, 1e9),
    };

    private readonly Option<int?> attempts = new("--max-attempts")
    {
        Description = "How many attempts may fail. [default: 3]",
        HelpName = "1..10",
        CustomParser = result => NumberArgument.Read(result, 1, 10),
    };

    private readonly Option<string[]?> dependsOn = new("--depends-on")
    {
        Description = "Tasks that must complete first, such as task-1,task-2.",
        HelpName = "IDS",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries))],
    };

    private readonly Option<bool> gpu = new("--gpu") { Description = "Only on a node with a GPU." };

    private readonly Option<double?> cores = new("--cores")
    {
        Description = "Processors to reserve on the node, such as 0.5.",
        HelpName = "COUNT",
        CustomParser = result => NumberArgument.Read(result, 0, double.MaxValue),
    };

    private readonly Option<double?> memory = new("--memory")
    {
        Description = "Memory to reserve on the node, in units of 2³⁰ bytes.",
        HelpName = "GB",
        CustomParser = result => NumberArgument.Read(result, 0, double.MaxValue),
    };

    private readonly Option<Dictionary<string, string>?> labels = LabelOption.Create("Only on a node with this label, such as zone=a. May be given several times.");

    public TaskOptions() => type.AcceptOnlyFromAmong(Agent, "data", "inference", "tensor");

    private IEnumerable<Option> All =>
    [
        type, data, input, steps, operation, tensors, factor, axis, model, description, angel.Gesture, .. angel.Others,
        name, priority, timeout, attempts, dependsOn, gpu, cores, memory, labels,
    ];

    public void AddTo(Command command)
    {
        foreach (var option in All) { command.Add(option); }
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(SymbolResult result) =>
        All.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>Whether the numbers are given twice.</summary>
    public bool HasTwoInputs(SymbolResult result) => result.GetResult(data) is not null && result.GetResult(input) is not null;

    public async Task<TaskRequest> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var numbers = parsed.GetValue(data) is { } inline ? InputRows.Parse(inline).Data
            : parsed.GetValue(input) is { } file ? InputRows.Parse(await InputText.ReadAsync(file, cancellationToken)).Data
            : null;
        var isOfAgents = parsed.GetValue(type) == Agent;
        return Read(parsed, isOfAgents ? null : numbers) with
        {
            // Of another type the server says that it takes none.
            Input = isOfAgents || parsed.GetResult(description) is not null || angel.AreGiven(parsed.CommandResult)
                ? angel.Read(parsed, parsed.GetValue(description), parsed.GetValue(angel.Gesture), isOfAgents ? numbers : null)
                : null,
        };
    }

    private TaskRequest Read(ParseResult parsed, IReadOnlyList<double>? numbers) => new()
    {
        Name = parsed.GetValue(name),
        TaskType = parsed.GetValue(type),
        Data = numbers,
        Operations = NullWhenEmpty(parsed.GetValue(steps)),
        Operation = parsed.GetValue(operation),
        Tensors = NullWhenEmpty(parsed.GetValue(tensors)),
        Factor = parsed.GetValue(factor),
        Axis = parsed.GetValue(axis),
        ModelId = parsed.GetValue(model),
        Priority = parsed.GetValue(priority),
        Requires = ReadRequirements(parsed),
        TimeoutMs = parsed.GetValue(timeout) is { } seconds ? (long)Math.Ceiling(seconds * 1_000) : null,
        MaxAttempts = parsed.GetValue(attempts),
        DependsOn = NullWhenEmpty(parsed.GetValue(dependsOn)),
    };

    private RequirementsRequest? ReadRequirements(ParseResult parsed)
    {
        var requirements = new RequirementsRequest
        {
            Gpu = parsed.GetValue(gpu) ? true : null,
            CpuCores = parsed.GetValue(cores),
            MemoryGB = parsed.GetValue(memory),
            Labels = parsed.GetValue(labels) is { Count: > 0 } given ? given : null,
        };
        return requirements == new RequirementsRequest() ? null : requirements;
    }

    private static T[]? NullWhenEmpty<T>(T[]? items) => items is { Length: > 0 } ? items : null;
}
