using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class DigitsTests
{
    [Fact]
    public void Run_TheTrainedNetwork_GivesTheFloat64AnswersOnAllHeldOutRows()
    {
        var rows = Digits.HeldOut();
        Assert.Equal(359, rows.Count);
        MemoryLedger ledger = new(10_000_000);
        using (InferencePlan plan = InferencePlan.Compile(SafetensorsModel.Load(new MemoryStream(Digits.Model()), "other", ledger), ledger))
        {
            Assert.Equal("digits", plan.Architecture.Name);
            Assert.Equal("64 → 64 → 32 → 10 (softmax)", plan.Architecture.Text);
            float[] output = new float[rows.Count * 10];
            plan.Run([.. rows.SelectMany(r => r.Pixels)], output, rows.Count);

            TensorAssert.Close([.. rows.SelectMany(r => r.Expected)], output, relative: 0, absolute: 1e-5);
            Assert.Equal(348, output.Chunk(10).Zip(rows, (p, row) => Array.IndexOf(p, p.Max()) == row.Label).Count(right => right));
        }

        Assert.Equal(0, ledger.Reserved);
    }

    // With coarser weights a few rows near the border between two digits may change sides.
    [Theory]
    [InlineData(TensorDType.FP16, 348)]
    [InlineData(TensorDType.BF16, 347)]
    [InlineData(TensorDType.INT8, 347)]
    [InlineData(TensorDType.INT4, 343)]
    public void Run_WithNarrowWeights_KeepsTheAccuracy(TensorDType dtype, int least)
    {
        var rows = Digits.HeldOut();
        using InferencePlan plan = InferencePlan.Compile(SafetensorsModel.Load(new MemoryStream(Digits.Model()), "x"), dtype);
        float[] output = new float[rows.Count * 10];

        plan.Run([.. rows.SelectMany(r => r.Pixels)], output, rows.Count);

        Assert.Equal(dtype, plan.DType);
        Assert.InRange(output.Chunk(10).Zip(rows, (p, row) => Array.IndexOf(p, p.Max()) == row.Label).Count(right => right), least, 359);
    }

    [Fact]
    public void Predict_ByTheModules_GivesThePlansBits()
    {
        var rows = Digits.HeldOut();
        using InferencePlan plan = InferencePlan.Compile(SafetensorsModel.Load(new MemoryStream(Digits.Model()), "x"));
        using Sequential modules = SafetensorsModel.Load(new MemoryStream(Digits.Model()), "x");
        using Tensor input = Tensor.FromSpan(TensorShape.Vector(64), rows[7].Pixels);
        float[] output = new float[10];

        plan.Run(rows[7].Pixels, output, 1);
        using Tensor predicted = modules.Predict(input);

        Assert.Equal(TensorShape.Vector(10), predicted.Shape);
        TensorAssert.SameBits(output, predicted.ReadOnlySpan);
    }
}
