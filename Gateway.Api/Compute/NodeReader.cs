using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>Reads nodes. Whether they can be registered is for the cluster to say; here they only have the right shape.</summary>
internal static class NodeReader
{
    private static readonly FieldNames NodeFields = FieldNames.Of(ApiJson.Default.NodeBody);
    private static readonly FieldNames CapabilityFields = FieldNames.Of(ApiJson.Default.NodeCapabilitiesBody);
    private static readonly FieldNames LoadFields = FieldNames.Of(ApiJson.Default.NodeLoadBody);

    /// <summary>Reads one node.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static (string Id, NodeSpec Spec) Read(ReadOnlySpan<byte> body) => BodyReader.Read(body, mostNumbers: 0, ReadNode);

    /// <summary>Whether a text can be the key of a grain, so that there is a grain to say more of it.</summary>
    public static bool MayBeId([NotNullWhen(true)] string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= Names.MaxLength && !text.Any(char.IsControl);

    private static (string Id, NodeSpec Spec) ReadNode(ref BodyReader body)
    {
        string? id = null, hostname = null, status = null;
        long? port = null;
        NodeCapabilities? capabilities = null;
        IReadOnlyDictionary<string, string>? labels = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(NodeFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "id": id = body.Text(); break;
                case "hostname": hostname = body.Text(); break;
                case "port": port = body.Whole(); break;
                case "status": status = body.Text(); break;
                case "capabilities": capabilities = ReadCapabilities(ref body); break;
                case "load": CheckLoad(ref body); break;
                case "labels": labels = body.TextsByName(); break;
                default: throw new UnreachableException(field);
            }
        }

        return MayBeId(id)
            ? (id, new NodeSpec(id, hostname, port, status, capabilities, labels))
            : throw RefusedException.Invalid("id", $"id must be a text of 1 to {Names.MaxLength} characters.");
    }

    private static NodeCapabilities? ReadCapabilities(ref BodyReader body)
    {
        if (body.IsNull)
        {
            return null;
        }

        double? cpuCores = null, memoryGB = null;
        bool? gpuAvailable = null;
        long? maxConcurrentTasks = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(CapabilityFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "cpuCores": cpuCores = body.Number(); break;
                case "memoryGB": memoryGB = body.Number(); break;
                case "gpuAvailable": gpuAvailable = body.Flag(); break;
                case "maxConcurrentTasks": maxConcurrentTasks = body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }

        var otherwise = new NodeCapabilities(
            cpuCores ?? throw body.Wrong("cpuCores", "must be given: a number of processors."),
            memoryGB ?? throw body.Wrong("memoryGB", "must be given: a number of gigabytes."));
        return otherwise with
        {
            GpuAvailable = gpuAvailable ?? otherwise.GpuAvailable,
            MaxConcurrentTasks = maxConcurrentTasks ?? otherwise.MaxConcurrentTasks,
        };
    }

    /// <summary>Clients of the original have to send it. It is measured here, but nonsense is refused all the same.</summary>
    private static void CheckLoad(ref BodyReader body)
    {
        if (body.IsNull)
        {
            return;
        }

        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(LoadFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "cpuUsage" or "memoryUsage": body.Number(); break;
                case "activeTasks": body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }
    }
}
