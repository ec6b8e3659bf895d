using CsCheck;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Tests.Placement;

public sealed class SiloScoreTests
{
    private static readonly PlacementOptions Options = new();

    private static readonly Gen<SiloCondition> Silos =
        from cpu in Gen.Double[0, 1]
        from cores in Gen.Double[0.1, 128]
        from memory in Gen.Double[0, 1]
        from queue in Gen.Double[0, 1_000]
        from activations in Gen.Double[0, 1_000_000]
        from overloaded in Gen.Bool
        select new SiloCondition(cpu, cores, memory, queue, activations, overloaded);

    private static readonly Gen<double> More = Gen.Double[0, 10];

    [Fact]
    public void Score_OfASiloWithMoreOfAnything_IsNeverBetter() =>
        Gen.Select(Silos, More, Gen.Double[0, 1_000], Gen.Double[0.005, 1]).Sample((silo, more, pending, cost) =>
        {
            var score = SiloScore.Of(silo, pending, cost, Options);
            SiloScore[] worse =
            [
                SiloScore.Of(silo with { Cpu = silo.Cpu + more }, pending, cost, Options),
                SiloScore.Of(silo with { Memory = silo.Memory + more }, pending, cost, Options),
                SiloScore.Of(silo with { Queue = silo.Queue + more }, pending, cost, Options),
                SiloScore.Of(silo with { Activations = silo.Activations + more }, pending, cost, Options),
                SiloScore.Of(silo with { IsOverloaded = true }, pending, cost, Options),
                SiloScore.Of(silo, pending + more, cost, Options),
                SiloScore.Of(silo, pending, cost + more, Options),
            ];
            Assert.All(worse, each => Assert.True(each.CompareTo(score) >= 0, $"{each} is better than {score}."));
        });

    [Fact]
    public void Score_OfASiloWithMoreCores_IsNeverWorse() =>
        Gen.Select(Silos, More, Gen.Double[0, 1_000]).Sample((silo, more, pending) => Assert.True(
            SiloScore.Of(silo with { Cores = silo.Cores + more }, pending, 0.01, Options)
                .CompareTo(SiloScore.Of(silo, pending, 0.01, Options)) <= 0));

    [Fact]
    public void Score_OfAnOverloadedSilo_IsWorseThanAnyOther() =>
        Gen.Select(Silos, Silos, Gen.Double[0, 100_000]).Sample((one, other, pending) => Assert.True(
            SiloScore.Of(one with { IsOverloaded = true }, 0, 0.01, Options)
                .CompareTo(SiloScore.Of(
                    other with { Cpu = other.Cpu * 0.95, Memory = other.Memory * 0.98, IsOverloaded = false }, pending, 0.01, Options)) > 0));

    [Theory]
    [InlineData(0.96, 0)]
    [InlineData(0, 0.99)]
    public void Score_BeyondTheLimitsOfCpuOrMemory_IsOverloaded(double cpu, double memory) =>
        Assert.True(SiloScore.Of(new SiloCondition(cpu, 4, memory, 0, 0, false), 0, 0.01, Options).IsOverloaded);

    [Fact]
    public void Score_OfADocumentedExample_IsTheFormula()
    {
        var score = SiloScore.Of(new SiloCondition(0.5, 2, 0.5, 1, 20_000, false), pending: 10, cost: 0.02, new PlacementOptions());

        // 0.5 + 10 · 0.02 / 2, 0.1 · 0.5⁴, 0.05 · ½, 0.05 · (20,010 / 20,000) / (1 + 20,010 / 20,000)
        Assert.Equal(0.6 + 0.00625 + 0.025 + (0.05 * 1.0005 / 2.0005), score.Value, 1e-9);
    }
}
