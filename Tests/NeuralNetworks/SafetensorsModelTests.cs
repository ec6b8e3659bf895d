using System.Text;
using CsCheck;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Formats;
using InfernoOrleans.Tests.Tensors;

namespace InfernoOrleans.Tests.NeuralNetworks;

public sealed class SafetensorsModelTests
{
    private static readonly NetworkArchitecture WithAll =
        NetworkArchitecture.Classifier(6, [5, 4], 3, new() { BatchNorm = true, Dropout = 0.2 });

    [Fact]
    public void SaveThenLoad_ANetworkWithEveryTensor_GivesTheSameBitsAndBytes()
    {
        using NeuralNetwork model = NNBuilder.Build(WithAll, seed: 3);
        byte[] file = Saved(model.Network);
        using Sequential loaded = SafetensorsModel.Load(new MemoryStream(file), "other");

        Assert.Equal("Classifier", loaded.Architecture.Name);
        Assert.Equal(WithAll.Modules, loaded.Architecture.Modules);
        Assert.Equal(file, Saved(loaded));
        Assert.Contains("1.running_var", loaded.NamedBuffers().Select(t => t.Name));
        foreach (var (expected, actual) in model.Network.NamedParameters().Zip(loaded.NamedParameters()))
        {
            Assert.Equal(expected.Name, actual.Name);
            TensorAssert.SameBits(expected.Tensor.ReadOnlySpan, actual.Tensor.ReadOnlySpan);
        }
    }

    [Theory]
    [InlineData(TensorDType.FP32)]
    [InlineData(TensorDType.FP16)]
    [InlineData(TensorDType.INT8)]
    [InlineData(TensorDType.INT4)]
    public void LoadPlan_LayerByLayer_GivesTheBitsOfACompiledNetworkAndNeverHoldsMoreThanAPlanAndALayer(TensorDType dtype)
    {
        NetworkArchitecture deep = NetworkArchitecture.Classifier(100, [200, 300, 200, 100], 10, new() { BatchNorm = true, Dropout = 0.2 });
        using NeuralNetwork model = NNBuilder.Build(deep, seed: 3);
        byte[] file = Saved(model.Network);
        using InferencePlan expected = InferencePlan.Compile(SafetensorsModel.Load(new MemoryStream(file), "x"), dtype);
        MemoryLedger ledger = new(100_000_000);

        using (InferencePlan plan = SafetensorsModel.LoadPlan(new MemoryStream(file), "x", dtype, ledger, maxConcurrency: 2))
        {
            Assert.Equal(InferencePlan.BytesFor(deep, dtype, 2), ledger.Reserved);
            Assert.Equal(InferencePlan.LoadingBytesFor(deep, dtype, 2), ledger.HighWater);
            Assert.InRange(ledger.HighWater, plan.Bytes + 1, plan.Bytes + (sizeof(float) * ((200 * 300) + 300)));

            float[] x = RandomRows.Uniform(1, 3 * 100);
            float[] wanted = new float[30];
            float[] y = new float[30];
            expected.Run(x, wanted, 3);
            plan.Run(x, y, 3);
            TensorAssert.SameBits(wanted, y);
        }

        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void LoadPlan_WithoutRoomForOneByte_HoldsNothing()
    {
        byte[] file = Saved(NNBuilder.Build(WithAll, seed: 3).Network);
        long needed = InferencePlan.LoadingBytesFor(WithAll, TensorDType.FP32, 1);
        using (SafetensorsModel.LoadPlan(new MemoryStream(file), "x", TensorDType.FP32, new MemoryLedger(needed), maxConcurrency: 1))
        {
            MemoryLedger ledger = new(needed - 1);
            Assert.Throws<MemoryRefusedException>(
                () => SafetensorsModel.LoadPlan(new MemoryStream(file), "x", TensorDType.FP32, ledger, maxConcurrency: 1));
            Assert.Equal(0, ledger.Reserved);
        }
    }

    [Fact]
    public void ReadArchitecture_OfAFile_IsThatOfTheLoadedNetwork()
    {
        NetworkArchitecture architecture = SafetensorsModel.ReadArchitecture(new MemoryStream(Digits.Model()), "other");

        Assert.Equal(("digits", "64 → 64 → 32 → 10 (softmax)", 6570L), (architecture.Name, architecture.Text, architecture.ParameterCount));
    }

    [Fact]
    public void Load_FileWithoutAName_TakesTheDefault()
    {
        using Sequential network = SafetensorsModel.Load(new MemoryStream(Tiny()), "fallback");

        Assert.Equal("fallback", network.Architecture.Name);
        Assert.Equal([1f, 2f], network.NamedParameters().Single().Tensor.ReadOnlySpan.ToArray());
    }

    [Theory]
    [InlineData("\"inferno.modules\"", "\"inferno.modulez\"", "lacks the metadata inferno.modules")]
    [InlineData("\"0.weight\"", "\"1.weight\"", "lacks the tensors '0.weight'")]
    [InlineData("[1,2]", "[2,1]", "'0.weight' has the shape [2, 1]")]
    [InlineData("F32", "I32", "I32")]
    [InlineData("\\\"in\\\":2", "\\\"in\\\":3", "has the shape [1, 2], but its module needs [1, 3]")]
    [InlineData("}}", "},\"9.bias\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}}", "'9.bias'")]
    public void ReadArchitecture_TensorsThatDoNotFitTheModules_IsRefusedWithItsReason(string from, string to, string reason)
    {
        ModelFormatException refused = Assert.Throws<ModelFormatException>(
            () => SafetensorsModel.ReadArchitecture(new MemoryStream(Tiny(from, to)), "n"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BatchNormOfPyTorch_IgnoresTheCounterOfBatches()
    {
        const string Entries = """
            "0.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},
            "0.running_mean":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"0.running_var":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},
            "1.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[16,20]},
            "0.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[20,28]}
            """;
        byte[] Model(float variance) => SafetensorsFile.Of(
            """{"__metadata__":{"inferno.modules":"[{\"type\":\"BatchNorm\",\"features\":1},{\"type\":\"Linear\",\"in\":1,\"out\":1,\"bias\":false}]"},"""
            + Entries + "}",
            [.. new[] { 1f, 2f, 3f, variance, 5f }.SelectMany(BitConverter.GetBytes), .. new byte[8]]);

        using Sequential network = SafetensorsModel.Load(new MemoryStream(Model(4)), "n");
        using Tensor x = Tensor.FromSpan(TensorShape.Vector(1), [7]);
        using Tensor y = network.Predict(x);

        Assert.Equal(5 * (2 + (4 / Math.Sqrt(4 + 1e-5))), y.ReadOnlySpan[0], 1e-5);
        Assert.Throws<ModelFormatException>(() => SafetensorsModel.Load(new MemoryStream(Model(-4)), "n"));
        Assert.Throws<ModelFormatException>(() => SafetensorsModel.LoadPlan(new MemoryStream(Model(-4)), "n", TensorDType.FP32));
    }

    [Fact]
    public void Load_RefusedByTheLedger_HoldsNothing()
    {
        for (long capacity = 0; capacity < 4 * 6570; capacity += 997)
        {
            MemoryLedger ledger = new(capacity);
            Assert.Throws<MemoryRefusedException>(() => SafetensorsModel.Load(new MemoryStream(Digits.Model()), "n", ledger));
            Assert.Throws<MemoryRefusedException>(() => SafetensorsModel.LoadPlan(new MemoryStream(Digits.Model()), "n", TensorDType.INT4, ledger, 1));
            Assert.Equal(0, ledger.Reserved);
        }
    }

    [Fact]
    public void Load_NonFiniteWeightOrCancelled_HoldsNothing()
    {
        MemoryLedger ledger = new(1 << 20);
        byte[] file = Digits.Model();
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), float.NaN);

        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => SafetensorsModel.Load(new MemoryStream(file), "n", ledger));
        Assert.Contains("'4.weight'", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => SafetensorsModel.LoadPlan(new MemoryStream(file), "n", TensorDType.FP32, ledger, 1));
        Assert.Throws<OperationCanceledException>(() => SafetensorsModel.LoadPlan(
            new MemoryStream(Digits.Model()), "n", TensorDType.FP32, ledger, 1, new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(
            () => SafetensorsModel.Load(new MemoryStream(Digits.Model()), "n", ledger, new CancellationToken(canceled: true)));
        Assert.Equal(0, ledger.Reserved);
    }

    [Fact]
    public void Load_FileCutShortAnywhere_IsRefused()
    {
        byte[] file = Digits.Model();
        for (int length = 0; length < file.Length; length += length < 900 ? 1 : 501)
        {
            Assert.Throws<ModelFormatException>(() => SafetensorsModel.Load(new MemoryStream(file, 0, length), "n"));
        }
    }

    [Fact]
    public void Load_FileMutatedAtRandom_IsReadOrRefusedAndHoldsNothingAfter()
    {
        byte[] original = Digits.Model();
        var edit = Gen.Select(Gen.Frequency((8, Gen.Int[0, 767]), (1, Gen.Int[0, original.Length - 1])), Gen.Byte, Gen.Int[0, 2]);
        edit.Array[1, 6].Sample(edits => LoadsOrIsRefused(Edited(original, edits)), iter: 3000);
    }

    [Fact]
    public void Load_HeaderOfShuffledPieces_IsReadOrRefused()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"BF16\"", "0", "8", "-1", "1e9",
            "18446744073709551616", "\"__metadata__\"", "\"inferno.modules\"", "\"0.weight\"", "\"[{}]\"", "null", "true", "\"\\ud800\"",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 25].Sample(
            order => LoadsOrIsRefused(SafetensorsFile.Of("{" + string.Concat(order.Select(i => pieces[i])), new byte[8])), iter: 3000);
    }

    private static void LoadsOrIsRefused(byte[] file)
    {
        MemoryLedger ledger = new(1 << 24);
        try
        {
            SafetensorsModel.Load(new MemoryStream(file), "n", ledger).Dispose();
        }
        catch (ModelFormatException e)
        {
            Assert.InRange(e.Message.Length, 10, 1500);
        }

        Assert.Equal(0, ledger.Reserved);
    }

    /// <summary>Each edit replaces (0), removes (1) or inserts (2) one byte.</summary>
    private static byte[] Edited(byte[] original, (int At, byte Value, int Kind)[] edits)
    {
        List<byte> file = [.. original];
        foreach (var (at, value, kind) in edits)
        {
            int index = Math.Min(at, file.Count - 1);
            if (kind == 0)
            {
                file[index] = value;
            }
            else if (kind == 1)
            {
                file.RemoveAt(index);
            }
            else
            {
                file.Insert(index, value);
            }
        }

        return [.. file];
    }

    private static byte[] Tiny(string from = "F32", string to = "F32")
    {
        string header = """{"__metadata__":{"inferno.modules":"[{\"type\":\"Linear\",\"in\":2,\"out\":1,\"bias\":false}]"},"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        return SafetensorsFile.Of(Encoding.UTF8.GetBytes(header.Replace(from, to, StringComparison.Ordinal)), [0, 0, 128, 63, 0, 0, 0, 64]);
    }

    private static byte[] Saved(Sequential network)
    {
        MemoryStream stream = new();
        SafetensorsModel.Save(stream, network);
        return stream.ToArray();
    }
}
