using Orleans.Placement;

namespace InfernoOrleans.Grains.Placement;

/// <summary>Grains of this class are activated where load and memory allow it best.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class LoadAwarePlacementAttribute() : PlacementAttribute(new LoadAwarePlacement());

/// <summary>The choice of <see cref="LoadAwareDirector"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("inferno.load-aware-placement")]
internal sealed class LoadAwarePlacement : PlacementStrategy;
