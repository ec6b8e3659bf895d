using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class MemoryLedgerTests
{
    [Fact]
    public void Reserve_MoreThanFree_RefusesWithTheNumbersAndChangesNothing()
    {
        MemoryLedger ledger = new(100);
        using MemoryReservation held = ledger.Reserve(60);

        MemoryRefusedException refused = Assert.Throws<MemoryRefusedException>(() => ledger.Reserve(41));

        Assert.Equal((41, 40, 100), (refused.Requested, refused.Free, refused.Capacity));
        Assert.Equal((60, 40), (ledger.Reserved, ledger.Free));
    }

    [Fact]
    public void Reserve_ExactlyWhatIsFree_Fits()
    {
        MemoryLedger ledger = new(100);
        using MemoryReservation held = ledger.Reserve(100);

        Assert.Equal(0, ledger.Free);
    }

    [Fact]
    public void Reserve_NearTheLargestNumber_DoesNotOverflow()
    {
        MemoryLedger ledger = new(long.MaxValue);
        using MemoryReservation held = ledger.Reserve(10);

        Assert.Throws<MemoryRefusedException>(() => ledger.Reserve(long.MaxValue));
    }

    [Fact]
    public void Dispose_Repeated_GivesBackOnce()
    {
        MemoryLedger ledger = new(100);
        using MemoryReservation other = ledger.Reserve(30);
        MemoryReservation reservation = ledger.Reserve(50);

        reservation.Dispose();
        reservation.Dispose();

        Assert.Equal(30, ledger.Reserved);
    }

    [Fact]
    public void Reserve_ByManyThreads_NeverPassesTheCapacityAndEndsAtZero()
    {
        MemoryLedger ledger = new(1000);
        int tooMuch = 0;
        int granted = 0;
        Parallel.For(0, 20_000, i =>
        {
            try
            {
                using MemoryReservation reservation = ledger.Reserve(1 + (i % 700));
                Interlocked.Increment(ref granted);
                if (ledger.Reserved > ledger.Capacity)
                {
                    Interlocked.Increment(ref tooMuch);
                }
            }
            catch (MemoryRefusedException)
            {
                // The others hold too much just now: what the ledger is for.
            }
        });

        Assert.Equal((0, 0L), (tooMuch, ledger.Reserved));
        Assert.True(granted > 0);
    }
}
