using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that say how the process of a deployment is run: what it is granted, when it is started again, what it sees.</summary>
internal sealed partial class ProcessOptions
{
    private readonly Option<Resource?> memory = Bytes("--memory", "Memory", "Memory of each replica, weights included, such as 512MB or 2GiB.");

    private readonly Option<int?> compute = new("--compute")
    {
        Description = "Its share of the processors in proportion to those of others that have work, 1 to 1000. [default: 1]",
        HelpName = "SHARES",
        CustomParser = result => NumberArgument.Read(result, 1, 1_000),
    };

    private readonly Option<Resource?> storage = Bytes("--storage", "Storage", "Room for its artifact, such as 100MB.");

    private readonly Option<int?> agents = new("--agents")
    {
        Description = "How many agents may be bound to it.",
        HelpName = "COUNT",
        CustomParser = result => NumberArgument.Read(result, 1, 100_000),
    };

    private readonly Option<bool> pin = new("--pin") { Description = "Keep it in memory when others need room and it has nothing to do." };

    private readonly Option<string?> restart = new("--restart")
    {
        Description = "When it is started again after it has ended by itself: Always, OnFailure or Never.",
        HelpName = "MODE",
    };

    private readonly Option<int?> maxRestarts = new("--max-restarts")
    {
        Description = "How many times in a row it is started again; as often as it takes when not given.",
        HelpName = "COUNT",
        CustomParser = result => NumberArgument.Read(result, 0, 1_000_000),
    };

    private readonly Option<long?> backoff = new("--backoff")
    {
        Description = "Milliseconds until it is started again the first time; each time in a row twice as many. [default: 1000]",
        HelpName = "MS",
        CustomParser = result => NumberArgument.Read<long>(result, 1, 3_600_000),
    };

    private readonly Option<string?> view = new("--namespace")
    {
        Description = "What it sees: clean, copy or share, of the cluster, or of another process: copy:proc-3. [default: clean]",
        HelpName = "MODE[:PROCESS]",
    };

    public ProcessOptions() => restart.AcceptOnlyFromAmong("Always", "OnFailure", "Never");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { memory, compute, storage, agents, pin, restart, maxRestarts, backoff, view }) { command.Add(option); }
    }

    /// <summary>Adds to a body what was given.</summary>
    public DeploymentBody AddTo(DeploymentBody body, ParseResult parsed) => body
        .With("restartPolicy", RestartPolicy(parsed), InfernoJson.Default.RestartPolicy)
        .With("resources", Resources(parsed), InfernoJson.Default.IReadOnlyListResource)
        .With("namespace", Namespace(parsed), InfernoJson.Default.NamespaceChoice)
        .With("pinned", Pinned(parsed));

    public RestartPolicy? RestartPolicy(ParseResult parsed)
    {
        var policy = new RestartPolicy(parsed.GetValue(restart), parsed.GetValue(maxRestarts), parsed.GetValue(backoff));
        return policy is { Mode: null, MaxRestarts: null, BackoffMs: null } ? null : policy;
    }

    public IReadOnlyList<Resource>? Resources(ParseResult parsed)
    {
        List<Resource> resources = [];
        if (parsed.GetValue(memory) is { } bytes) { resources.Add(bytes); }
        if (parsed.GetValue(compute) is { } shares) { resources.Add(new Resource("Compute", shares)); }
        if (parsed.GetValue(storage) is { } room) { resources.Add(room); }
        if (parsed.GetValue(agents) is { } count) { resources.Add(new Resource("Agent", count)); }
        return resources.Count == 0 ? null : resources;
    }

    public NamespaceChoice? Namespace(ParseResult parsed) => parsed.GetValue(view)?.Split(':', 2) switch
    {
        null => null,
        [var mode] => new NamespaceChoice(mode),
        var parts => new NamespaceChoice(parts[0], parts[1]),
    };

    /// <summary>Null where it was not asked for: the server says what holds then.</summary>
    public bool? Pinned(ParseResult parsed) => parsed.GetValue(pin) ? true : null;

    private static Option<Resource?> Bytes(string name, string type, string description) => new(name)
    {
        Description = description,
        HelpName = "BYTES",
        CustomParser = result => ReadBytes(result, type),
    };

    private static Resource? ReadBytes(ArgumentResult result, string type)
    {
        var match = Amounts().Match(result.Tokens[0].Value);
        if (match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            && double.IsFinite(amount))
        {
            return new Resource(type, amount, match.Groups[2].Value);
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes a number of B, KB, MB, GB, KiB, MiB or GiB such as 512MB, not '{result.Tokens[0].Value}'.");
        return null;
    }

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?)(B|KB|MB|GB|KiB|MiB|GiB)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amounts();
}
