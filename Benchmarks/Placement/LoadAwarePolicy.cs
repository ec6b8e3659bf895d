using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>Ours: the very code that silos run.</summary>
internal sealed class LoadAwarePolicy : IPlacementPolicy
{
    private readonly int[] silos;
    private readonly LoadView<int>[] views;

    public LoadAwarePolicy(int count, PlacementOptions options, TimeProvider time, int seed)
    {
        silos = [.. Enumerable.Range(0, count)];
        views = [.. silos.Select(silo => new LoadView<int>(silo, options, time, seed + silo))];
        Tick();
    }

    public string Name => "load-aware (ours)";

    public void Learn(int receiver, int sender, SiloLoad load) => views[receiver].Learn(sender, load);

    public void Tick() => Array.ForEach(views, view => view.SetMembers(silos));

    public int Choose(int placer) => views[placer].Choose(silos);

    public long Placements(int placer) => views[placer].Placements;
}
