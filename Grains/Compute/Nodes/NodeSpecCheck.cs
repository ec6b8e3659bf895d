using System.Text.RegularExpressions;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <summary>What nodes and labels may look like.</summary>
internal static partial class NodeSpecCheck
{
    private const int MostHostname = 253;

    /// <summary>The most processors that anybody has or asks for.</summary>
    public const double MostCores = 65_536;

    /// <summary>The most memory.</summary>
    public const double MostMemoryGB = 1_048_576;

    private const long MostTasks = 100_000;
    private const int MostLabels = 32;
    private const int MostLabelLength = 128;

    /// <exception cref="RefusedException">It is no id of a node.</exception>
    public static string CheckId(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > Names.MaxLength || !Word().IsMatch(id))
        {
            throw RefusedException.Invalid(
                "id", $"id must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', {Names.MaxLength} characters at most.");
        }

        return id;
    }

    /// <exception cref="RefusedException">A field is not valid.</exception>
    public static void Check(NodeSpec spec)
    {
        CheckId(spec.Id);
        if (string.IsNullOrEmpty(spec.Hostname) || spec.Hostname.Length > MostHostname || !Hostname().IsMatch(spec.Hostname))
        {
            throw RefusedException.Invalid("hostname", $"hostname must be the name or address of a host, {MostHostname} characters at most.");
        }

        Require(spec.Port is >= 1 and <= 65_535, "port", "port must be a whole number from 1 to 65,535.");
        ParseStatus(spec.Status);
        Require(spec.Capabilities is not null, "capabilities", "capabilities is missing: {\"cpuCores\":8,\"memoryGB\":16}.");
        var has = spec.Capabilities!;
        Require(has.CpuCores is > 0 and <= MostCores, "capabilities.cpuCores", $"capabilities.cpuCores must be a number over 0 and up to {MostCores:N0}.");
        Require(has.MemoryGB is > 0 and <= MostMemoryGB, "capabilities.memoryGB", $"capabilities.memoryGB must be a number over 0 and up to {MostMemoryGB:N0}.");
        Require(
            has.MaxConcurrentTasks is >= 1 and <= MostTasks,
            "capabilities.maxConcurrentTasks", $"capabilities.maxConcurrentTasks must be a whole number from 1 to {MostTasks:N0}.");
        CheckLabels(spec.Labels, "labels");
    }

    /// <summary>What a status means for the row. Whether a node is busy is not for its client to say.</summary>
    /// <exception cref="RefusedException">It is no status of a node.</exception>
    public static NodeStatus ParseStatus(string? status) => status switch
    {
        null or nameof(NodeStatus.Active) or nameof(NodeStatus.Busy) => NodeStatus.Active,
        nameof(NodeStatus.Offline) => NodeStatus.Offline,
        nameof(NodeStatus.Maintenance) => NodeStatus.Maintenance,
        _ => throw RefusedException.Invalid("status", $"status must be one of {string.Join(", ", Enum.GetNames<NodeStatus>())}."),
    };

    /// <exception cref="RefusedException">There are too many, or one is not a label.</exception>
    public static void CheckLabels(IReadOnlyDictionary<string, string>? labels, string field)
    {
        Require(labels is null || labels.Count <= MostLabels, field, $"{field} must hold {MostLabels} labels at most.");
        foreach (var (name, value) in labels ?? new Dictionary<string, string>())
        {
            Require(name.Length is > 0 and <= MostLabelLength && Word().IsMatch(name), field, $"{field} holds a name that is not made of letters, digits, '.', '_' and '-', {MostLabelLength} at most.");
            Require(value is { Length: <= MostLabelLength } && value.All(character => !char.IsControl(character)), $"{field}.{name}", $"{field}.{name} must be a text of {MostLabelLength} characters at most.");
        }
    }

    private static void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            throw RefusedException.Invalid(field, message);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[A-Za-z0-9\[:][A-Za-z0-9.:%_\[\]-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hostname();
}
