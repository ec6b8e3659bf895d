using CsCheck;
using InfernoOrleans.Grains.Weights;

namespace InfernoOrleans.Tests.Weights;

public sealed class MemoryBudgetTests
{
    private const long Most = 1L << 45;

    [Fact]
    public void DefaultLedger_BesideABoundedHeap_AlwaysFits() =>
        Gen.Select(Gen.Long[1, Most], Gen.Double[0, 1]).Sample((limit, share) =>
        {
            var budget = new MemoryBudget(limit, (long)(limit * share));
            return budget.Holds(budget.DefaultLedgerBytes);
        });

    [Fact]
    public void DefaultLedger_OfTwoFifthsForTheHeap_IsTwoFifths() =>
        Assert.Equal(400, new MemoryBudget(1_000, 400).DefaultLedgerBytes);

    [Fact]
    public void DefaultLedger_OfAMachineWithoutLimits_IsHalf() => Assert.Equal(500, new MemoryBudget(1_000, 1_000).DefaultLedgerBytes);

    [Theory]
    [InlineData(400, 600, true)]
    [InlineData(400, 601, false)]
    [InlineData(1_000, 1_000, true)]
    [InlineData(1_000, 1_001, false)]
    public void Ledger_BesideTheHeap_HoldsWhatIsLeft(long heap, long ledger, bool fits) =>
        Assert.Equal(fits, new MemoryBudget(1_000, heap).Holds(ledger));

    [Theory]
    [InlineData("1073741824", 1_073_741_824.0)]
    [InlineData("max", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Limit_OfAControlGroup_IsItsBytes(string? text, double? expected) => Assert.Equal(expected, MemoryBudget.Bytes(text));

    [Fact]
    public void Budget_OfThisProcess_IsPlausible()
    {
        var budget = MemoryBudget.Read();

        Assert.InRange(budget.LimitBytes, 1 << 26, Most);
        Assert.InRange(budget.HeapBytes, 1 << 24, Most);
        Assert.True(budget.Holds(budget.DefaultLedgerBytes));
    }
}
