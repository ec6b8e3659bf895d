namespace InfernoOrleans.Grains.Interfaces.Cluster;

/// <summary>Tells which silos there are. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.cluster")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Lists the silos that are not dead, by name, as the silo that is asked knows them.</summary>
    [Alias("describe")]
    Task<IReadOnlyList<SiloInfo>> DescribeAsync(CancellationToken cancellationToken);
}
