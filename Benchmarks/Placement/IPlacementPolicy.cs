using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>How silos choose silos. Silos are called by their numbers.</summary>
internal interface IPlacementPolicy
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>A report reaches one silo.</summary>
    void Learn(int receiver, int sender, SiloLoad load);

    /// <summary>Another period of reports begins.</summary>
    void Tick()
    {
    }

    /// <summary>A silo chooses.</summary>
    int Choose(int placer);

    /// <summary>How many times a silo has chosen.</summary>
    long Placements(int placer) => 0;
}
