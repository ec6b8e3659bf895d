using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

public sealed class TensorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1000)]
    public unsafe void Zeros_OfAnyLength_IsZeroAlignedAndCounted(int length)
    {
        MemoryLedger ledger = new(1 << 20);
        using (Tensor tensor = Tensor.Zeros(TensorShape.Vector(length), ledger))
        {
            Assert.Equal(4L * length, tensor.NBytes);
            Assert.Equal(tensor.NBytes, ledger.Reserved);
            Assert.False(tensor.ReadOnlySpan.ContainsAnyExcept(0f));
            Assert.Equal(0, (nint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(tensor.Span)) % 64);
        }

        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Zeros_BeyondTheLedger_IsRefusedAndHoldsNothing()
    {
        MemoryLedger ledger = new(100);

        Assert.Throws<MemoryRefusedException>(() => Tensor.Zeros(TensorShape.Vector(26), ledger));
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Zeros_MoreThanASpanHolds_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Zeros(TensorShape.Matrix(65_536, 65_536)));

    [Fact]
    public void Access_AfterDispose_Throws()
    {
        Tensor tensor = Tensor.Ones(TensorShape.Vector(3));
        tensor.Dispose();
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.ReadOnlySpan.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.Relu());
    }

    [Fact]
    public void Finalizer_OfALeakedTensor_GivesTheMemoryBack()
    {
        MemoryLedger ledger = new(1 << 20);
        Leak(ledger);
        Assert.Equal(4000, ledger.Reserved);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void FromSpan_WrongCount_Throws() =>
        Assert.Throws<ArgumentException>(() => Tensor.FromSpan(TensorShape.Matrix(2, 2), [1, 2, 3]));

    [Fact]
    public void Randn_SameSeed_SameBits()
    {
        using Tensor one = Tensor.Randn(TensorShape.Vector(1001), seed: 5);
        using Tensor same = Tensor.Randn(TensorShape.Vector(1001), seed: 5);
        using Tensor other = Tensor.Randn(TensorShape.Vector(1001), seed: 6);

        TensorAssert.SameBits(one.ReadOnlySpan, same.ReadOnlySpan);
        Assert.False(one.ReadOnlySpan.SequenceEqual(other.ReadOnlySpan));
    }

    [Fact]
    public void Randn_ManyNumbers_HaveMeanZeroVarianceOneAndNormalTails()
    {
        const int Count = 200_000;
        using Tensor tensor = Tensor.Randn(TensorShape.Vector(Count), seed: 11);
        double[] x = [.. tensor.ReadOnlySpan.ToArray().Select(v => (double)v)];

        // Five standard errors: 1/√n for the mean, √(2/n) for the variance; 4.55 % of a normal distribution lie beyond two deviations.
        Assert.InRange(x.Average(), -0.0112, 0.0112);
        Assert.InRange(x.Average(v => v * v), 1 - 0.0158, 1 + 0.0158);
        Assert.InRange(x.Count(v => Math.Abs(v) > 2) / (double)Count, 0.0455 - 0.0024, 0.0455 + 0.0024);
    }

    [Fact]
    public void Uniform_ManyNumbers_FillTheRangeEvenly()
    {
        const int Count = 100_000;
        using Tensor tensor = Tensor.Uniform(TensorShape.Vector(Count), -3, 5, seed: 12);
        float[] x = tensor.ReadOnlySpan.ToArray();

        Assert.InRange(x.Min(), -3f, -2.99f);
        Assert.InRange(x.Max(), 4.99f, 5f);
        for (int bin = 0; bin < 8; bin++)
        {
            // Five standard errors of a binomial count.
            Assert.InRange(x.Count(v => (int)(v + 3) == bin), 12_500 - 525, 12_500 + 525);
        }
    }

    [Fact]
    public void Uniform_BadBounds_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Uniform(TensorShape.Vector(1), 1, 0, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Uniform(TensorShape.Vector(1), float.NaN, 0, seed: 1));
    }

    [Fact]
    public void Xoshiro256_StateOneTwoThreeFour_GivesThePublishedSequence()
    {
        Xoshiro256 random = new(1, 2, 3, 4);

        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Enumerable.Range(0, 4).Select(_ => random.NextBits()));
    }

    [Fact]
    public void Xoshiro256_SeedZero_IsFilledBySplitMix64()
    {
        // The first four outputs of SplitMix64 from 0, as published with the generator.
        Xoshiro256 expected = new(0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC);

        Assert.Equal(expected.NextBits(), new Xoshiro256(0).NextBits());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak(MemoryLedger ledger) => Tensor.Zeros(TensorShape.Vector(1000), ledger);
}
