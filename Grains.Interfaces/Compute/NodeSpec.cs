namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>A node as it is registered.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Hostname">Where it says it is; with the port, this may name a silo.</param>
/// <param name="Port">Its port.</param>
/// <param name="Status">
/// <c>Active</c> (also when null), <c>Busy</c>, which counts as that, or <c>Maintenance</c> or <c>Offline</c>: it takes no tasks.
/// </param>
/// <param name="Capabilities">What it claims to have. Claims only lower what its silo has.</param>
/// <param name="Labels">By which tasks may choose it.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-spec")]
public sealed record NodeSpec(
    [property: Id(0)] string? Id,
    [property: Id(1)] string? Hostname,
    [property: Id(2)] long? Port,
    [property: Id(3)] string? Status,
    [property: Id(4)] NodeCapabilities? Capabilities,
    [property: Id(5)] IReadOnlyDictionary<string, string>? Labels = null);
