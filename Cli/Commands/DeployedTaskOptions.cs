using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that describe a task to deploy, and when it is run.</summary>
/// <param name="model">What an inference task calls.</param>
/// <param name="description">What an agent task is about.</param>
internal sealed partial class DeployedTaskOptions(Option<string?> model, Option<string?> description)
{
    private static readonly string[] Kinds = ["data", "inference", "agent"];

    private readonly Option<string?> task = new("--task")
    {
        Description = "A task that lasts: data, inference or agent with the options below, or a file with the JSON of a task, or of a whole deployment.",
        HelpName = "KIND|FILE",
    };

    private readonly Option<string?> data = new("--data") { Description = "--task: the numbers, such as 0.5,1,2.", HelpName = "NUMBERS" };

    private readonly Option<StepRequest[]?> steps = new("--op")
    {
        Description = "--task data: a step of the pipeline, such as abs, scale=2 or clamp=0,1; may be given several times.",
        HelpName = "STEP",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = StepArgument.Read,
    };

    private readonly Option<string?> gesture = new("--gesture") { Description = "--task agent: names the hands that are to answer.", HelpName = "TEXT" };

    private readonly Option<long?> every = new("--every")
    {
        Description = "--task: run it every so often: 500ms, 60s, 5m, 1h or 1d. [default: once]",
        HelpName = "TIME",
        CustomParser = ReadTime,
    };

    private readonly Option<string?> cron = new("--cron") { Description = "--task: run it by this cron expression, such as '*/5 * * * *'.", HelpName = "EXPRESSION" };

    private readonly Option<string?> zone = new("--time-zone") { Description = "--cron: in this time zone, such as Europe/Berlin. [default: UTC]", HelpName = "ZONE" };

    private IEnumerable<Option> All => [task, data, steps, gesture, every, cron, zone];

    public void AddTo(Command command)
    {
        foreach (var option in All) { command.Add(option); }
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(SymbolResult result) =>
        All.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>The options of others that say what a task is.</summary>
    public IEnumerable<string> Shared => [model.Name, description.Name];

    /// <summary>What cannot be given together, or is missing; null where all is well.</summary>
    public string? Check(SymbolResult result)
    {
        bool Has(Option option) => result.GetResult(option) is { Implicit: false };
        var kind = (result.GetResult(task) as OptionResult)?.Tokens is [var token, ..] ? token.Value : null;
        return kind is null ? $"Say what to run: --task with data, inference or agent, or with a file. {string.Join(", ", Given(result))} alone do not."
            : Has(every) && Has(cron) ? "Give the schedule in one way: --every TIME or --cron EXPRESSION."
            : Has(zone) && !Has(cron) ? "--time-zone is for --cron."
            : Kinds.Contains(kind) ? null
            : new Option[] { data, steps, gesture, model, description }.FirstOrDefault(Has) is { } extra ? $"The file brings the whole task: leave out {extra.Name}."
            : null;
    }

    public async Task<DeploymentBody> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var kind = parsed.GetRequiredValue(task)!;
        return (Kinds.Contains(kind)
            ? DeploymentBody.Empty().With("task", Describe(parsed, kind), InfernoJson.Default.TaskRequest)
            : Whole(DeploymentBody.Parse(await InputText.ReadAsync(kind, cancellationToken))))
            .With("schedule", Schedule(parsed), InfernoJson.Default.ScheduleRequest);
    }

    private static DeploymentBody Whole(DeploymentBody file) => file.Has("task") ? file : file.Within("task");

    private TaskRequest Describe(ParseResult parsed, string kind)
    {
        var numbers = parsed.GetValue(data) is { } text ? InputRows.Parse(text).Data : null;
        var isOfAgents = kind == "agent";
        return new TaskRequest
        {
            TaskType = kind,
            Data = isOfAgents ? null : numbers,
            Operations = parsed.GetValue(steps) is { Length: > 0 } operations ? operations : null,
            ModelId = parsed.GetValue(model),
            Input = isOfAgents ? new AngelInput { Description = parsed.GetValue(description), Gesture = parsed.GetValue(gesture), Data = numbers } : null,
        };
    }

    private ScheduleRequest? Schedule(ParseResult parsed)
    {
        var schedule = new ScheduleRequest { Cron = parsed.GetValue(cron), TimeZone = parsed.GetValue(zone), EveryMs = parsed.GetValue(every) };
        return schedule == new ScheduleRequest() ? null : schedule;
    }

    private static long? ReadTime(ArgumentResult result)
    {
        var match = Times().Match(result.Tokens[0].Value);
        if (match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            return (long)Math.Round(amount * (match.Groups[2].Value switch { "ms" => 1, "s" => 1e3, "m" => 60e3, "h" => 3_600e3, _ => 86_400e3 }));
        }

        result.AddError($"--every takes a time such as 500ms, 60s, 5m, 1h or 1d, not '{result.Tokens[0].Value}'.");
        return null;
    }

    [GeneratedRegex(@"\A([0-9]{1,9}(?:\.[0-9]+)?)(ms|s|m|h|d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}
