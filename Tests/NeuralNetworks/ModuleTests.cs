using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class ModuleTests
{
    [Fact]
    public void Linear_ForwardAgain_PacksAgainOnlyWhereWeightsHaveChanged()
    {
        MemoryLedger ledger = new(1_000_000);
        Linear linear = new(40, 50, bias: false, ledger);
        linear.Weight.Span.Fill(1);
        using Tensor x = Tensor.Ones(TensorShape.Vector(40));
        long unpacked = ledger.Reserved;
        using (Tensor y = linear.Forward(x))
        {
            Assert.Equal(40, y.ReadOnlySpan[0]);
        }

        long once = ledger.Reserved;
        Assert.True(once > unpacked);
        using (Tensor y = linear.Forward(x))
        {
            Assert.Equal(once, ledger.HighWater);
        }

        for (int i = 0; i < linear.Weight.Span.Length; i++)
        {
            linear.Weight.Span[i] = -linear.Weight.Span[i];
            using Tensor y = linear.Forward(x);
            Assert.Equal(40 - (2 * ((i % 40) + 1)), y.ReadOnlySpan[i / 40]);
        }

        Assert.Equal((once, once), (ledger.Reserved, ledger.HighWater));
        linear.Dispose();
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Linear_ForwardFromManyThreads_PacksOnce()
    {
        MemoryLedger ledger = new(10_000_000);
        using Linear linear = new(64, 64, ledger: ledger);
        linear.Weight.Span.Fill(1);
        using Tensor x = Tensor.Ones(TensorShape.Matrix(3, 64));
        Parallel.For(0, 200, _ =>
        {
            using Tensor y = linear.Forward(x);
            Assert.All(y.ReadOnlySpan.ToArray(), v => Assert.Equal(64, v));
        });

        Assert.Equal(2 * 64 * 64 * sizeof(float) + (64 * sizeof(float)), ledger.HighWater);
    }

    [Fact]
    public void Linear_VectorOrMatrix_KeepsTheRank()
    {
        using Linear linear = new(2, 3);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(linear.Weight.Span);
        new float[] { 0.5f, 0, -1 }.CopyTo(linear.Bias!.Span);
        using Tensor vector = Tensor.FromSpan(TensorShape.Vector(2), [1, 10]);
        using Tensor matrix = Tensor.FromSpan(TensorShape.Matrix(2, 2), [1, 10, 0, 1]);
        using Tensor one = linear.Forward(vector);
        using Tensor two = linear.Forward(matrix);

        Assert.Equal((TensorShape.Vector(3), TensorShape.Matrix(2, 3)), (one.Shape, two.Shape));
        Assert.Equal([21.5f, 43, 64], one.ReadOnlySpan.ToArray());
        Assert.Equal([21.5f, 43, 64, 2.5f, 4, 5], two.ReadOnlySpan.ToArray());
    }

    [Fact]
    public void Forward_ShapeThatDoesNotFit_Throws()
    {
        using Linear linear = new(2, 3);
        using Sequential network = new(new Linear(2, 3));
        foreach (TensorShape shape in new[] { TensorShape.Of(), TensorShape.Vector(3), TensorShape.Matrix(2, 3), TensorShape.Of(1, 1, 2) })
        {
            using Tensor input = Tensor.Zeros(shape);
            Assert.Throws<ArgumentException>(() => linear.Forward(input));
            Assert.Throws<ArgumentException>(() => network.Forward(input));
            Assert.Throws<ArgumentException>(() => network.Predict(input));
        }
    }

    [Fact]
    public void Dropout_InEvaluation_ChangesNothing()
    {
        using Dropout dropout = new(0.9, seed: 1);
        using Tensor x = Tensor.Randn(TensorShape.Vector(100), seed: 1);
        using Tensor y = dropout.Forward(x);

        TensorAssert.SameBits(x.ReadOnlySpan, y.ReadOnlySpan);
    }

    [Fact]
    public void Dropout_InTraining_DropsItsShareScalesTheRestAndFollowsItsSeed()
    {
        const int Count = 100_000;
        using Tensor x = Tensor.Ones(TensorShape.Vector(Count));
        float[] Pass(long seed)
        {
            using Dropout dropout = new(0.25, seed);
            dropout.Train();
            using Tensor y = dropout.Forward(x);
            return y.ReadOnlySpan.ToArray();
        }

        float[] passed = Pass(1);
        Assert.All(passed.Distinct(), v => Assert.Contains(v, new[] { 0f, 4f / 3 }));

        // Five standard errors of the share: √(0.25 · 0.75 / n).
        Assert.InRange(passed.Count(v => v == 0) / (double)Count, 0.25 - 0.0069, 0.25 + 0.0069);
        Assert.Equal(passed, Pass(1));
        Assert.NotEqual(passed, Pass(2));
    }

    [Fact]
    public void BatchNorm_InTraining_NormalizesByTheBatchAndFollowsItsStatistics()
    {
        using BatchNorm norm = new(2, epsilon: 1e-5, momentum: 0.1);
        norm.Weight.Span[1] = 3;
        norm.Bias.Span[1] = -1;
        norm.Train();
        using Tensor x = Tensor.FromSpan(TensorShape.Matrix(3, 2), [1, 10, 2, 20, 6, 60]);
        using Tensor y = norm.Forward(x);

        // Column 0: mean 3, biased variance 14/3, unbiased 7; column 1 ten times that.
        double s0 = Math.Sqrt((14.0 / 3) + 1e-5);
        double s1 = Math.Sqrt((1400.0 / 3) + 1e-5);
        TensorAssert.Close(
            [-2 / s0, (3 * -20 / s1) - 1, -1 / s0, (3 * -10 / s1) - 1, 3 / s0, (3 * 30 / s1) - 1], y.ReadOnlySpan, relative: 1e-6, absolute: 1e-6);
        TensorAssert.Close([0.3, 3], norm.RunningMean.ReadOnlySpan, relative: 1e-6);
        TensorAssert.Close([0.9 + 0.7, 0.9 + 70], norm.RunningVariance.ReadOnlySpan, relative: 1e-6);
    }

    [Fact]
    public void BatchNorm_InEvaluation_UsesTheRunningStatistics()
    {
        using BatchNorm norm = new(1);
        norm.RunningMean.Span[0] = 5;
        norm.RunningVariance.Span[0] = 4;
        using Tensor x = Tensor.FromSpan(TensorShape.Vector(1), [9]);
        using Tensor y = norm.Forward(x);

        Assert.Equal(4 / Math.Sqrt(4 + 1e-5), y.ReadOnlySpan[0], 1e-6);
    }

    [Fact]
    public void BatchNorm_OneRowInTraining_Throws()
    {
        using BatchNorm norm = new(1);
        norm.Train();
        using Tensor x = Tensor.Ones(TensorShape.Vector(1));

        Assert.Throws<ArgumentException>(() => norm.Forward(x));
    }

    [Fact]
    public void Sequential_ParametersAndBuffers_AreNamedAsPyTorchDoes()
    {
        using Sequential network = new(new Linear(3, 2), new BatchNorm(2), new ReLU(), new Linear(2, 1, bias: false));

        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "3.weight"], network.NamedParameters().Select(t => t.Name));
        Assert.Equal(["1.running_mean", "1.running_var"], network.NamedBuffers().Select(t => t.Name));
        Assert.Equal(network.Architecture.ParameterCount, network.NamedParameters().Sum(t => t.Tensor.Shape.ElementCount));
    }

    [Fact]
    public void Sequential_TrainAndEvaluate_ReachEveryModuleButNotPredict()
    {
        using Sequential network = new(new Linear(2, 2), new Dropout(0.5, seed: 1));
        network.Modules.OfType<Linear>().Single().Bias!.Span.Fill(1);
        using Tensor x = Tensor.Zeros(TensorShape.Matrix(50, 2));

        network.Train();
        Assert.All(network.Modules, m => Assert.True(m.IsTraining));
        using Tensor trained = network.Forward(x);
        using Tensor predicted = network.Predict(x);
        network.Evaluate();
        using Tensor evaluated = network.Forward(x);

        Assert.True(trained.ReadOnlySpan.Contains(0f));
        Assert.False(predicted.ReadOnlySpan.ContainsAnyExcept(1f));
        Assert.False(evaluated.ReadOnlySpan.ContainsAnyExcept(1f));
    }

    [Fact]
    public void Sequential_OfWhatIsNoNetwork_Throws()
    {
        using Sequential inner = new(new Linear(2, 2));

        Assert.Throws<ArgumentException>(() => new Sequential(inner));
        Assert.Throws<ArgumentException>(() => new Sequential(new ReLU()));
    }

    [Fact]
    public void Forward_Intermediates_AreReleased()
    {
        MemoryLedger ledger = new(10_000);
        using Sequential network = new(new Linear(4, 8), new Tanh(), new Linear(8, 2), new Sigmoid());
        using Tensor x = Tensor.Ones(TensorShape.Vector(4), ledger);
        using Tensor y = network.Forward(x);

        Assert.Equal(x.NBytes + y.NBytes, ledger.Reserved);
    }
}
