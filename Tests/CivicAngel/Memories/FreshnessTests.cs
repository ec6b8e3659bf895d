using CsCheck;
using InfernoOrleans.Grains.CivicAngel.Memories;

namespace InfernoOrleans.Tests.CivicAngel.Memories;

public sealed class FreshnessTests
{
    private const long Now = 1_764_000_000_000;

    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(30);
    private static readonly Gen<long> Ages = Gen.Long[0, (long)TimeSpan.FromDays(3_000).TotalMilliseconds];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void WeakerBy_Steps_HalvesTheStrengthWithEachOfThem(int steps) =>
        Assert.Equal(Math.Pow(0.5, steps), Strength(Freshness.WeakerBy(Now, steps, HalfLife), Now, HalfLife), 1e-12);

    [Fact]
    public void Threshold_AnyStrength_PartsTheWeakerFromTheOthers() =>
        Ages.Sample(age =>
        {
            // What is weaker than this is at least one millisecond older than a memory of that age.
            var weakest = Math.Pow(2, -((age + 0.5) / HalfLife.TotalMilliseconds));
            Assert.Equal(Now - age, Freshness.Threshold(Now, weakest, HalfLife));
            Assert.True(Strength(Now - age, Now, HalfLife) > weakest);
            Assert.True(Strength(Now - age - 1, Now, HalfLife) < weakest);
        });

    [Fact]
    public void Threshold_OfAPowerOfTwo_IsExact()
    {
        var twoHalfLives = Now - (2 * (long)HalfLife.TotalMilliseconds);
        Assert.Equal(twoHalfLives, Freshness.Threshold(Now, 0.25, HalfLife));
        Assert.True(Strength(twoHalfLives, Now, HalfLife) >= 0.25);
        Assert.True(Strength(twoHalfLives - 1, Now, HalfLife) < 0.25);
    }

    [Fact]
    public void Threshold_OfNothing_LetsEveryMemoryStay() => Assert.True(Freshness.Threshold(Now, 0, HalfLife) < -Now);

    /// <summary>What the half-life means.</summary>
    private static double Strength(long fresh, long now, TimeSpan halfLife) => Math.Pow(2, -((now - fresh) / halfLife.TotalMilliseconds));
}
