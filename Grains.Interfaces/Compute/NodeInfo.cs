namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>A node and what it does now.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Hostname">Where it said it is.</param>
/// <param name="Port">Its port.</param>
/// <param name="Status">Its state.</param>
/// <param name="Capabilities">What it offers: what it claims, as far as its silo has it.</param>
/// <param name="Load">What was measured on its silo.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Silo">The name of the silo that runs its tasks; null where there is none now.</param>
/// <param name="Labels">By which tasks may choose it.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-info")]
public sealed record NodeInfo(
    [property: Id(0)] string Id,
    [property: Id(1)] string Hostname,
    [property: Id(2)] int Port,
    [property: Id(3)] NodeStatus Status,
    [property: Id(4)] NodeCapabilities Capabilities,
    [property: Id(5)] NodeLoad Load,
    [property: Id(6)] NodeKind Kind,
    [property: Id(7)] string? Silo,
    [property: Id(8)] IReadOnlyDictionary<string, string> Labels);
