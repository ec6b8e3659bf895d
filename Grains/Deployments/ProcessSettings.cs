using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>How a process is to be run, checked: what a request leaves out has its default.</summary>
internal sealed record ProcessSettings(
    RestartMode Restart, int? MaxRestarts, long BackoffMs, GrantedResources Granted, bool Pinned, NamespaceMode Mode, DeploymentId? Of)
{
    public const long DefaultBackoffMs = 1_000;

    private const long MostBackoffMs = 3_600_000;
    private const int MostRestarts = 1_000_000;
    private const int MostAgents = 100_000;

    /// <summary>More than any machine has.</summary>
    private const double MostBytes = 1L << 60;

    private static readonly Dictionary<string, double> ByteUnits = new(StringComparer.Ordinal)
    {
        ["B"] = 1, ["KB"] = 1e3, ["MB"] = 1e6, ["GB"] = 1e9, ["KiB"] = 1 << 10, ["MiB"] = 1 << 20, ["GiB"] = 1 << 30,
    };

    /// <summary>Checks what a request asks for.</summary>
    /// <param name="spec">What it asks for.</param>
    /// <param name="restart">When a process of this kind is started again unless something else is asked for.</param>
    /// <param name="offered">The types of resources that a process of this kind can be granted.</param>
    /// <exception cref="RefusedException">A field is unknown or out of its range.</exception>
    public static ProcessSettings Check(ProcessSpec? spec, RestartMode restart, params string[] offered)
    {
        var policy = spec?.RestartPolicy;
        var (mode, of) = CheckNamespace(spec?.Namespace);
        return new ProcessSettings(
            policy?.Mode is { } word ? Word<RestartMode>(word, "restartPolicy.mode") : restart,
            (int?)Whole(policy?.MaxRestarts, 0, MostRestarts, "restartPolicy.maxRestarts"),
            Whole(policy?.BackoffMs, 1, MostBackoffMs, "restartPolicy.backoffMs") ?? DefaultBackoffMs,
            CheckResources(spec?.Resources, offered),
            spec?.Pinned ?? false,
            mode,
            of);
    }

    private static (NamespaceMode Mode, DeploymentId? Of) CheckNamespace(NamespaceSpec? spec)
    {
        var mode = spec?.Mode switch
        {
            null or "clean" => NamespaceMode.Clean,
            "copy" => NamespaceMode.Copy,
            "share" => NamespaceMode.Share,
            _ => throw RefusedException.Invalid("namespace.mode", "namespace.mode must be clean, copy or share."),
        };
        if (spec?.Of is not { } of)
        {
            return (mode, null);
        }

        if (mode == NamespaceMode.Clean)
        {
            throw RefusedException.Invalid("namespace.of", "namespace.of says whose namespace is copied or shared; a clean one is nobody's. Leave it out.");
        }

        return DeploymentId.TryParseProcess(of, out var process)
            ? (mode, process)
            : throw RefusedException.Invalid("namespace.of", "namespace.of must be a process, proc-N.");
    }

    private static GrantedResources CheckResources(IReadOnlyList<ResourceSpec>? resources, string[] offered)
    {
        var granted = new GrantedResources();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (resources?.Count ?? 0); i++)
        {
            var resource = resources![i];
            var field = $"resources[{i}]";
            if (resource.ResourceType is not { } type || !offered.Contains(type))
            {
                throw RefusedException.Invalid(
                    $"{field}.resourceType",
                    resource.ResourceType == "Network"
                        ? $"{field}.resourceType is Network, which nothing could enforce. Leave it out."
                        : offered.Length == 0
                            ? $"{field}.resourceType: a process of this kind has no resources of its own. Leave resources out."
                            : $"{field}.resourceType must be one of {string.Join(", ", offered)} for a process of this kind.");
            }

            if (!seen.Add(type))
            {
                throw RefusedException.Invalid($"{field}.resourceType", $"{field}.resourceType is {type}, which is asked for twice.");
            }

            granted = type switch
            {
                "Memory" => granted with { MemoryBytes = Bytes(resource, field) },
                "Storage" => granted with { StorageBytes = Bytes(resource, field) },
                "Compute" => granted with { ComputeWeight = Count(resource, "shares", ComputeFlow.MaxWeight, field) },
                _ => granted with { Agents = Count(resource, "agents", MostAgents, field) },
            };
        }

        return granted;
    }

    private static long Bytes(ResourceSpec resource, string field)
    {
        if (!ByteUnits.TryGetValue(resource.Unit ?? "B", out var unit))
        {
            throw RefusedException.Invalid($"{field}.unit", $"{field}.unit must be one of {string.Join(", ", ByteUnits.Keys)}.");
        }

        return resource.Amount * unit is >= 1 and <= MostBytes and var bytes
            ? (long)bytes
            : throw RefusedException.Invalid($"{field}.amount", $"{field}.amount must be a number that makes 1 to 2^60 bytes.");
    }

    private static int Count(ResourceSpec resource, string unit, int most, string field)
    {
        if (resource.Unit is not null && resource.Unit != unit)
        {
            throw RefusedException.Invalid($"{field}.unit", $"{field}.unit must be {unit} for {resource.ResourceType}.");
        }

        return resource.Amount is { } amount && amount >= 1 && amount <= most && amount == Math.Floor(amount)
            ? (int)amount
            : throw RefusedException.Invalid($"{field}.amount", $"{field}.amount must be a whole number from 1 to {most:N0} for {resource.ResourceType}.");
    }

    private static T Word<T>(string word, string field)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(word)
            ? Enum.Parse<T>(word)
            : throw RefusedException.Invalid(field, $"{field} must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static long? Whole(long? number, long least, long most, string field) =>
        number is null || (number >= least && number <= most)
            ? number
            : throw RefusedException.Invalid(field, $"{field} must be a whole number from {least} to {most:N0}.");
}
