namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Which deployments to list, oldest first.</summary>
/// <param name="Type">Only of this type.</param>
/// <param name="Status">Only in this state.</param>
/// <param name="Name">Only of exactly this name.</param>
/// <param name="After">Only those with a greater number: the last of the page before.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployment-query")]
public sealed record DeploymentQuery(
    [property: Id(0)] DeploymentType? Type,
    [property: Id(1)] DeploymentStatus? Status,
    [property: Id(2)] string? Name,
    [property: Id(3)] long After,
    [property: Id(4)] int Limit);
