using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Events;

/// <summary>The rows of <c>compute_events</c>.</summary>
internal sealed class ComputeEventTable(Store store, EventOrder order)
    : EventTable<ComputeEventRow>(store, order, "compute_events", "task AS Task, node AS Node, status AS Status, attempt AS Attempt");
