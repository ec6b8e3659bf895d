using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.CivicAngel.Events;

/// <summary>The rows of <c>civic_events</c>.</summary>
internal sealed class AngelEventTable(Store store, EventOrder order) : EventTable<AngelEventRow>(
    store, order, "civic_events", "kind AS Kind, agent AS Agent, activation AS Activation, step AS Step, detail AS Detail");
