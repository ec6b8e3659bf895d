using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <summary>Registers this silo as a node, as soon as that is possible, and again should it be taken out meanwhile.</summary>
internal sealed partial class OwnNode(
    IGrainFactory grains,
    ILocalSiloDetails self,
    ComputePool pool,
    MemoryLedger ledger,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<OwnNode> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private bool isRegistered;

    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var name = self.Name;
        var slots = options.Value.Slots > 0 ? options.Value.Slots : pool.Workers;
        var spec = new NodeSpec(
            name,
            self.SiloAddress.Endpoint.Address.ToString(),
            self.SiloAddress.Endpoint.Port,
            Status: null,
            new NodeCapabilities(Environment.ProcessorCount, ledger.Capacity / TaskNeeds.BytesPerGB, GpuAvailable: false, slots),
            options.Value.Labels.AsReadOnly());
        try
        {
            while (true)
            {
                var succeeded = await TryRegisterAsync(name, spec, cancellationToken);
                await Task.Delay(succeeded ? Period : Pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task<bool> TryRegisterAsync(string name, NodeSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ISiloNodeGrain>(name).RegisterOwnAsync(spec).WaitAsync(cancellationToken);
            if (!isRegistered)
            {
                isRegistered = true;
                LogRegistered(name);
            }

            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRegistered(name, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo runs tasks as the node {Node}")]
    private partial void LogRegistered(string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The node {Node} is not registered yet: {Reason}")]
    private partial void LogNotRegistered(string node, string reason);
}
