using InfernoOrleans.Cli.Cluster;

namespace InfernoOrleans.Tests.Cli.Cluster;

public sealed class RestartBackoffTests
{
    [Fact]
    public void After_EndsInARow_DoublesUpToHalfAMinute()
    {
        var backoff = new RestartBackoff();

        var pauses = Enumerable.Range(0, 9).Select(_ => backoff.After(TimeSpan.FromSeconds(1)).TotalSeconds);

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], pauses);
    }

    [Fact]
    public void After_ALifeOfAMinute_BeginsAnew()
    {
        var backoff = new RestartBackoff();
        foreach (var _ in Enumerable.Range(0, 5)) { backoff.After(TimeSpan.Zero); }

        Assert.Equal(RestartBackoff.Shortest, backoff.After(RestartBackoff.Healthy));
        Assert.Equal(RestartBackoff.Shortest * 2, backoff.After(TimeSpan.FromSeconds(59)));
    }
}
