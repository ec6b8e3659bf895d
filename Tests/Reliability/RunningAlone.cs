namespace InfernoOrleans.Tests.Reliability;

/// <summary>Tests with so many processes, and such an eye on their deadlines, that no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunningAlone : ICollectionFixture<SharedCluster>
{
    public const string Name = "Alone";
}
