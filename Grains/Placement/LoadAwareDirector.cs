using Orleans.Runtime.Placement;

namespace InfernoOrleans.Grains.Placement;

/// <summary>Places a grain where a hint says, else where the load is least.</summary>
internal sealed class LoadAwareDirector(LoadView<SiloAddress> loads, PlacementInstruments instruments) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        // At least one, or this throws: the runtime's way to say that no silo could run the grain.
        var silos = context.GetCompatibleSilos(target);
        var hinted = silos.Length == 1 ? null : IPlacementDirector.GetPlacementHint(target.RequestContextData, silos);
        var chosen = loads.Choose(hinted is null ? silos : [hinted]);
        instruments.Placed(chosen.Equals(context.LocalSilo));
        return Task.FromResult(chosen);
    }
}
