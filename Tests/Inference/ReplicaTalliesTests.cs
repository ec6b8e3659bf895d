using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Tests.Inference;

public sealed class ReplicaTalliesTests
{
    private static readonly DeploymentId Deployment = new(7);

    private readonly ReplicaTallies tallies = new();

    [Fact]
    public void Gone_WhileAnotherIsHere_IsWhatThoseDidThatWent()
    {
        tallies.Came(Deployment);
        tallies.Came(Deployment);
        tallies.Came(Deployment);
        Assert.Equal(Figures(0, 0), tallies.Gone(Deployment));

        tallies.Went(Deployment, Figures(5, 1) with { QueueDepth = 3, ResidentBytes = 9 });
        tallies.Went(Deployment, Figures(20, 0));

        Assert.Equal(Figures(25, 1), tallies.Gone(Deployment));
    }

    [Fact]
    public void Gone_WithTheLast_IsForgotten()
    {
        tallies.Came(Deployment);
        tallies.Came(Deployment);
        tallies.Went(Deployment, Figures(5, 1));
        tallies.Went(Deployment, Figures(6, 0));
        tallies.Came(Deployment);

        Assert.Equal(Figures(0, 0), tallies.Gone(Deployment));
    }

    private static ReplicaFigures Figures(long requests, long errors) => new(requests, errors, QueueDepth: 0, ResidentBytes: 0);
}
