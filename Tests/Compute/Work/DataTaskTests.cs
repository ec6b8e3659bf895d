using CsCheck;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>The steps of pipelines, against plain loops in 64 bits.</summary>
public sealed class DataTaskTests
{
    // An operation or two in 32 bits, each within half a unit in the last place.
    private const double Rounded = 2.5e-7;

    /// <summary>Lengths within a chunk and over several.</summary>
    private static readonly Gen<int> Lengths = Gen.Frequency((9, Gen.Int[1, 300]), (1, Gen.Int[Chunks.Length - 2, (3 * Chunks.Length) + 1]));

    [Fact]
    public void NoOperations_DoubleTheNumbers()
    {
        Assert.Equal([2, 4, 6], Tasks.Run(Tasks.Data([1, 2, 3])));
        Assert.Equal([2, 4, 6], Tasks.Run(Tasks.Data([1, 2, 3]) with { Operations = [] }));
    }

    [Fact]
    public void StepsOfEachNumber_OfAnyLength_MatchTheirFormulas() =>
        Gen.Select(Lengths, Gen.Int[0, 1000]).Sample((length, seed) =>
        {
            var x = RandomRows.Uniform(seed, length, -20, 20);
            var positive = RandomRows.Uniform(seed, length, -0.999f, 20);
            Check(x, new DataStep("scale", Factor: -1.75), v => -1.75 * v);
            Check(x, new DataStep("offset", Value: 0.1), v => v + (double)0.1f, absolute: 1e-6);
            Check(x, new DataStep("clamp", Min: -3, Max: 4.5), v => v < -3 ? -3 : v > 4.5 ? 4.5 : v);
            Check(x, new DataStep("abs"), v => Math.Abs(v));
            Check(Array.ConvertAll(x, Math.Abs), new DataStep("sqrt"), Math.Sqrt);
            Check(positive, new DataStep("log1p"), v => Math.Log(1 + v), absolute: 1e-15);

            static void Check(float[] x, DataStep step, Func<double, double> expected, double absolute = 0) =>
                TensorAssert.Close(Array.ConvertAll(x, v => expected(v)), Tasks.Run(Tasks.Data(x, step)), Rounded, absolute);
        }, iter: 60);

    [Fact]
    public void Log1p_OfSmallNumbers_KeepsTheirDigits() =>
        TensorAssert.Close([1e-30, -1e-12, 9.9999995e-9], Tasks.Run(Tasks.Data([1e-30f, -1e-12f, 1e-8f], new DataStep("log1p"))), Rounded);

    [Fact]
    public void Normalize_OfAnyLength_GoesFromZeroToOne() =>
        Gen.Select(Lengths, Gen.Int[0, 1000]).Sample((length, seed) =>
        {
            var x = RandomRows.Uniform(seed, length, -5, 9);
            var (min, max) = ((double)x.Min(), (double)x.Max());
            var actual = Tasks.Run(Tasks.Data(x, new DataStep("normalize")));
            TensorAssert.Close(Array.ConvertAll(x, v => max == min ? 0 : (v - min) / (max - min)), actual, Rounded);
        }, iter: 60);

    [Fact]
    public void Standardize_OfAnyLength_HasMeanZeroAndDeviationOne() =>
        Gen.Select(Lengths, Gen.Int[0, 1000]).Sample((length, seed) =>
        {
            var x = RandomRows.Uniform(seed, length, -5, 900);
            var mean = x.Sum(v => (double)v) / length;
            var deviation = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / length);
            var actual = Tasks.Run(Tasks.Data(x, new DataStep("standardize")));
            TensorAssert.Close(Array.ConvertAll(x, v => deviation == 0 ? 0 : (v - mean) / deviation), actual, Rounded, absolute: 1e-9);
        }, iter: 60);

    [Theory]
    [InlineData("normalize")]
    [InlineData("standardize")]
    public void NumbersThatAreEqual_HaveNoRange_AndBecomeZero(string operation)
    {
        var equal = Enumerable.Repeat(0.1f, (2 * Chunks.Length) + 3).ToArray();
        Assert.All(Tasks.Run(Tasks.Data(equal, new DataStep(operation))), x => Assert.Equal(0, x));
    }

    [Fact]
    public void Normalize_OfTheGreatestNumbers_StaysFinite() =>
        Assert.Equal([0, 0.5f, 1], Tasks.Run(Tasks.Data([float.MinValue, 0, float.MaxValue], new DataStep("normalize"))));

    [Fact]
    public void Sort_OfAnyLength_IsAscending() =>
        Gen.Select(Lengths, Gen.Int[0, 1000], Gen.Int[0, 2]).Sample((length, seed, choice) =>
        {
            var range = new[] { 0, 3, 1e30f }[choice];
            var x = RandomRows.Uniform(seed, length, -range, range);
            TensorAssert.SameBits(x.Order().ToArray(), Tasks.Run(Tasks.Data(x, new DataStep("sort"))));
        }, iter: 60);

    [Fact]
    public void Sort_OfSpecialNumbers_OrdersThemByValue()
    {
        float[] x = [1, -0f, float.MaxValue, float.Epsilon, 0, -1, -float.Epsilon, float.MinValue, -0f, 1];
        TensorAssert.SameBits(
            [float.MinValue, -1, -float.Epsilon, -0f, -0f, 0, float.Epsilon, 1, 1, float.MaxValue],
            Tasks.Run(Tasks.Data(x, new DataStep("sort"))));
    }

    [Fact]
    public void Cumsum_OfAnyLength_IsEachPrefixRoundedOnce() =>
        Gen.Select(Lengths, Gen.Int[0, 1000]).Sample((length, seed) =>
        {
            var x = RandomRows.Uniform(seed, length, -1, 1);
            var sum = 0.0;
            TensorAssert.SameBits(Array.ConvertAll(x, v => (float)(sum += v)), Tasks.Run(Tasks.Data(x, new DataStep("cumsum"))));
        }, iter: 60);

    [Fact]
    public void WindowMean_OfAnySize_IsTheMeanOfEachWindow() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.Int[0, 1000]).Sample((length, size, seed) =>
        {
            size = Math.Min(size, length);
            var x = RandomRows.Uniform(seed, length, -2, 3);
            var expected = new double[length - size + 1];
            for (var i = 0; i < expected.Length; i++)
            {
                for (var j = i; j < i + size; j++)
                {
                    expected[i] += x[j] / (double)size;
                }
            }

            TensorAssert.Close(expected, Tasks.Run(Tasks.Data(x, new DataStep("window-mean", Size: size))), Rounded, absolute: 1e-13);
        }, iter: 200);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Chunks.Length + 1)]
    [InlineData((2 * Chunks.Length) + 7)]
    public void WindowMean_OverChunks_IsTheMeanOfEachWindow(int size)
    {
        var x = Enumerable.Range(0, (3 * Chunks.Length) + 5).Select(i => (float)(i % 1000)).ToArray();
        var sum = new long[x.Length + 1];
        for (var i = 0; i < x.Length; i++)
        {
            sum[i + 1] = sum[i] + (i % 1000);
        }

        var expected = Enumerable.Range(0, x.Length - size + 1).Select(i => (sum[i + size] - sum[i]) / (double)size).ToArray();
        TensorAssert.Close(expected, Tasks.Run(Tasks.Data(x, new DataStep("window-mean", Size: size))), Rounded);
    }

    [Fact]
    public void WindowMean_AfterAGreatNumber_IsExactAgain() =>
        Assert.Equal([5e29f, 0.5f, 1.5f, 2.5f], Tasks.Run(Tasks.Data([1e30f, 0, 1, 2, 3], new DataStep("window-mean", Size: 2))));

    [Fact]
    public void Steps_RunInTheirOrder_EachOnWhatTheOneBeforeItLeft()
    {
        var work = Tasks.Data(
            [9, 1, 4, 25],
            new DataStep("sqrt"),
            new DataStep("sort"),
            new DataStep("window-mean", Size: 2),
            new DataStep("scale", Factor: 2),
            new DataStep("cumsum"));

        Assert.Equal([3], ComputePlan.For(work, Tasks.Wide, "").Shape);
        Assert.Equal([3, 8, 16], Tasks.Run(work));
    }

    [Fact]
    public void NumbersWithoutAFiniteResult_Fail_NamingTheFirstAndItsStep()
    {
        var many = new float[(2 * Chunks.Length) + 10];
        many[Chunks.Length + 5] = -4;
        many[^1] = -9;

        Fails($"result[{Chunks.Length + 5}] of operations[1] (sqrt) is not finite: -4 has no square root.", many, new("abs0"), new("sqrt"));
        Fails("result[2] of operations[0] (log1p) is not finite: 1 + -1 has no logarithm.", [0, 1, -1, -2], new DataStep("log1p"));
        Fails("result[1] of operations[0] (scale) is not finite: it is beyond", [1, 1e30f], new DataStep("scale", Factor: 1e20));
        Fails("result[1] of operations[1] (offset) is not finite: it is beyond", [1, 3e38f], new("sort"), new DataStep("offset", Value: 3e38));
        Fails("result[1] of operations[0] (cumsum) is not finite: it is beyond", [3e38f, 3e38f], new DataStep("cumsum"));
        Fails("result[0] of data doubled is not finite: it is beyond", [3e38f]);

        static void Fails(string message, float[] data, params DataStep[] steps)
        {
            DataStep[] real = [.. steps.Select(step => step.Op == "abs0" ? new DataStep("offset", Value: 0) : step)];
            var failed = Assert.Throws<TaskFailedException>(() => Tasks.Run(Tasks.Data(data, real)));
            Assert.StartsWith(message, failed.Message, StringComparison.Ordinal);
        }
    }
}
