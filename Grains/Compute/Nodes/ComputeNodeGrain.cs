using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <inheritdoc cref="IComputeNodeGrain"/>
[LoadAwarePlacement, GrainType("compute-node")]
internal sealed partial class ComputeNodeGrain(
    Store store,
    NodeTable nodes,
    NodeObserver observer,
    IdempotencyTable idempotency,
    IClusterMembershipService membership,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<ComputeNodeGrain> logger) : Grain, IComputeNodeGrain, ISiloNodeGrain
{
    public async Task RegisterAsync(NodeSpec spec, IdempotencyToken? token, CancellationToken cancellationToken)
    {
        NodeSpecCheck.Check(spec);
        if (await idempotency.FindAsync<RegisterAnswer>(token, cancellationToken) is not null)
        {
            return;
        }

        var before = await nodes.FindAsync(Id, cancellationToken);
        if (before?.NodeKind == NodeKind.Silo)
        {
            throw new RefusedException(
                RefusalReason.Conflict, $"{Id} is the node of the silo of that name, which registers itself. Choose another id; drain and activate work on it.");
        }

        var silo = SiloAt(spec.Hostname!, (int)spec.Port!.Value);
        var row = Row(
            spec,
            silo is null ? NodeKind.Virtual : NodeKind.Pinned,
            NodeSpecCheck.ParseStatus(spec.Status),
            silo ?? (before?.NodeKind == NodeKind.Virtual ? before.Silo : null));
        await PutAsync(row, token, cancellationToken);
        LogRegistered(Id, row.Kind, spec.Hostname!, row.Port);
    }

    public async Task RegisterOwnAsync(NodeSpec spec)
    {
        var before = await nodes.FindAsync(Id, CancellationToken.None);
        var status = before?.NodeKind == NodeKind.Silo ? Enum.Parse<NodeStatus>(before.Status) : NodeStatus.Active;
        var row = Row(spec, NodeKind.Silo, status, Id);
        if (before is null || before with { Created = row.Created } != row)
        {
            await PutAsync(row, token: null, CancellationToken.None);
        }
    }

    public async Task<NodeInfo> DescribeAsync(CancellationToken cancellationToken) =>
        (await observer.DescribeAsync([await nodes.FindAsync(Id, cancellationToken) ?? throw Unknown()], cancellationToken))[0];

    public Task<NodeInfo> DrainAsync(CancellationToken cancellationToken) => SetStatusAsync(NodeStatus.Maintenance, cancellationToken);

    public Task<NodeInfo> ActivateAsync(CancellationToken cancellationToken) => SetStatusAsync(NodeStatus.Active, cancellationToken);

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var row = await nodes.FindAsync(Id, cancellationToken) ?? throw Unknown();
        if (row.NodeKind == NodeKind.Silo && membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active && member.Name == Id))
        {
            throw new RefusedException(RefusalReason.Conflict, $"{Id} is the node of a silo that is there. Drain it, or stop the silo.");
        }

        if (!await nodes.DeleteAsync(Id, cancellationToken))
        {
            throw Unknown();
        }

        LogDeleted(Id);
        await TellAsync();
    }

    private string Id => this.GetPrimaryKeyString();

    private NodeRow Row(NodeSpec spec, NodeKind kind, NodeStatus status, string? silo) => new()
    {
        Id = Id,
        Hostname = spec.Hostname!,
        Port = (int)spec.Port!.Value,
        Kind = kind.ToString(),
        Status = status.ToString(),
        CpuCores = spec.Capabilities!.CpuCores,
        MemoryGB = spec.Capabilities.MemoryGB,
        GpuAvailable = spec.Capabilities.GpuAvailable,
        MaxConcurrentTasks = (int)spec.Capabilities.MaxConcurrentTasks,
        Labels = NodeRow.FormatLabels(spec.Labels),
        Silo = silo,
        Created = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private async Task PutAsync(NodeRow row, IdempotencyToken? token, CancellationToken cancellationToken)
    {
        await store.Database.WriteAsync(
            async transaction =>
            {
                await NodeTable.PutAsync(transaction, row, options.Value.MaxNodes);
                await idempotency.RememberAsync(transaction, token, new RegisterAnswer(row.Id));
                return true;
            },
            cancellationToken);
        await TellAsync();
    }

    private async Task<NodeInfo> SetStatusAsync(NodeStatus status, CancellationToken cancellationToken)
    {
        if (!await nodes.SetStatusAsync(Id, status, cancellationToken))
        {
            throw Unknown();
        }

        LogStatus(Id, status);
        await TellAsync();
        return await DescribeAsync(cancellationToken);
    }

    private async Task TellAsync()
    {
        try
        {
            await GrainFactory.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default).NodesChangedAsync();
        }
        catch (Exception exception)
        {
            // It is written; the scheduler reads it within a second or so.
            LogNotTold(Id, exception.Message);
        }
    }

    /// <summary>The name of the silo that is reached by other silos at that place; null where there is none.</summary>
    private string? SiloAt(string hostname, int port) => membership.CurrentSnapshot.Members.Values
        .FirstOrDefault(member => member.Status == SiloStatus.Active
            && member.SiloAddress.Endpoint.Port == port
            && (member.SiloAddress.Endpoint.Address.ToString() == hostname
                || string.Equals(member.Name, hostname, StringComparison.OrdinalIgnoreCase)
                || (System.Net.IPAddress.IsLoopback(member.SiloAddress.Endpoint.Address) && hostname == "localhost")))
        ?.Name;

    private RefusedException Unknown() => RefusedException.NotFound($"There is no node with the id '{Id}'.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is registered: {Kind}, {Hostname}:{Port}")]
    private partial void LogRegistered(string node, string kind, string hostname, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is {Status} by its owner's will")]
    private partial void LogStatus(string node, NodeStatus status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is deleted")]
    private partial void LogDeleted(string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The scheduler does not know yet that node {Node} has changed: {Reason}")]
    private partial void LogNotTold(string node, string reason);

    private sealed record RegisterAnswer(string Id);
}
