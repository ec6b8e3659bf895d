using InfernoOrleans.Grains.Interfaces.Cluster;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace InfernoOrleans.Grains.Placement;

/// <summary>Takes in, on each silo, what the others say of themselves.</summary>
[Alias("inferno.load-exchange")]
internal interface ILoadExchange : IGrainService
{
    /// <summary>A silo reports. Nothing comes back, and a report that is lost is made up for by the next.</summary>
    [OneWay, Alias("report")]
    Task ReportAsync(SiloAddress from, SiloLoad load);
}

/// <inheritdoc cref="ILoadExchange"/>
[Reentrant]
internal sealed class LoadExchange(GrainId id, Silo silo, ILoggerFactory logging, LoadView<SiloAddress> loads)
    : GrainService(id, silo, logging), ILoadExchange
{
    public Task ReportAsync(SiloAddress from, SiloLoad load)
    {
        loads.Learn(from, load);
        return Task.CompletedTask;
    }
}

/// <summary>The way to the exchange of another silo.</summary>
internal sealed class LoadExchangeClient(IServiceProvider services) : GrainServiceClient<ILoadExchange>(services)
{
    public Task ReportAsync(SiloAddress to, SiloAddress from, SiloLoad load) => GetGrainService(to).ReportAsync(from, load);
}
