using InfernoOrleans.Grains.Placement;
using Orleans.Placement;

namespace InfernoOrleans.Benchmarks.Placement.Real;

/// <summary>A grain that knows where it was placed. A class for each strategy implements it, told apart by their grain types.</summary>
[Alias("benchmarks.placed")]
internal interface IPlacedGrain : IGrainWithStringKey
{
    /// <summary>The name of its silo.</summary>
    [Alias("where")]
    Task<string> WhereAsync();

    /// <summary>Ends this activation.</summary>
    [Alias("leave")]
    Task LeaveAsync();
}

internal abstract class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    public Task<string> WhereAsync() => Task.FromResult(silo.Name);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[LoadAwarePlacement, GrainType(Strategies.LoadAware)]
internal sealed class LoadAwareGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[RandomPlacement, GrainType(Strategies.Random)]
internal sealed class RandomGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[ActivationCountBasedPlacement, GrainType(Strategies.ActivationCount)]
internal sealed class ActivationCountGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[ResourceOptimizedPlacement, GrainType(Strategies.ResourceOptimized)]
internal sealed class ResourceOptimizedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

/// <summary>Grain types by strategy.</summary>
internal static class Strategies
{
    public const string LoadAware = "placed-load-aware";
    public const string Random = "placed-random";
    public const string ActivationCount = "placed-activation-count";
    public const string ResourceOptimized = "placed-resource-optimized";

    /// <summary>What each is called in tables; chance first, which the others are compared with.</summary>
    public static readonly (string GrainType, string Name)[] All =
    [
        (Random, "Orleans: random"),
        (ActivationCount, "Orleans: activation count"),
        (ResourceOptimized, "Orleans: resource optimized"),
        (LoadAware, "load-aware"),
    ];
}
