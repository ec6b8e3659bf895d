using System.Buffers.Binary;
using System.Text;
using CsCheck;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.Tests.Tensors;

public sealed class SafetensorsRoundTripTests
{
    private static readonly Gen<(string Name, TensorShape Shape, int Seed)> AnyTensor =
        Gen.Select(Gen.String[Gen.Char["ab\"\\é→\n. 0"], 1, 8], Gen.Int[0, 5].Array[0, 4], Gen.Int)
            .Select((name, extents, seed) => (name, TensorShape.Of(extents), seed));

    [Fact]
    public void WriteThenRead_AnyTensors_GivesTheSameBits()
    {
        Gen.Select(AnyTensor.Array[0, 6], Gen.Dictionary(Gen.String[Gen.Char["xyé\""], 0, 4], Gen.String[Gen.Char["1 {}\"\t"], 0, 9])[0, 4])
            .Sample((specs, metadata) =>
            {
                NamedTensor[] tensors =
                    [.. specs.DistinctBy(s => s.Name).Select(s => new NamedTensor(s.Name, Tensor.Randn(s.Shape, s.Seed)))];
                MemoryStream stream = new();
                SafetensorsWriter.Write(stream, tensors, metadata);

                SafetensorsReader file = SafetensorsReader.Open(stream);
                Assert.Equal(metadata, file.Metadata);
                Assert.Equal(tensors.Length, file.Tensors.Count);
                foreach (NamedTensor tensor in tensors)
                {
                    Assert.Equal(tensor.Tensor.Shape, file.Tensors[tensor.Name].Shape);
                    float[] values = new float[tensor.Tensor.Shape.ElementCount];
                    file.Read(tensor.Name, values);
                    TensorAssert.SameBits(tensor.Tensor.ReadOnlySpan, values);
                    tensor.Tensor.Dispose();
                }
            }, iter: 300);
    }

    [Fact]
    public void Write_InAnotherOrder_GivesTheSameBytesPaddedWithSpaces()
    {
        using Tensor a = Tensor.Ones(TensorShape.Matrix(2, 2));
        using Tensor b = Tensor.Zeros(TensorShape.Vector(3));
        byte[] one = Bytes([new("a", a), new("b", b)], new() { ["x"] = "1", ["y"] = "2" });
        byte[] other = Bytes([new("b", b), new("a", a)], new() { ["y"] = "2", ["x"] = "1" });
        long header = BinaryPrimitives.ReadInt64LittleEndian(one);

        Assert.Equal(one, other);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"__metadata__":{"x":"1","y":"2"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[3],"data_offsets":[16,28]}}""",
            Encoding.UTF8.GetString(one, 8, (int)header).TrimEnd(' '));
    }

    [Fact]
    public void Write_TensorOfSeveralBlocks_IsReadBack()
    {
        using Tensor tensor = Tensor.Randn(TensorShape.Vector(40_001), seed: 1);
        float[] values = new float[40_001];

        SafetensorsReader.Open(new MemoryStream(Bytes([new("t", tensor)], []))).Read("t", values);

        TensorAssert.SameBits(tensor.ReadOnlySpan, values);
    }

    [Fact]
    public void Write_NamesThatClash_Throws()
    {
        using Tensor tensor = Tensor.Ones(TensorShape.Vector(1));

        Assert.Throws<ArgumentException>(() => Bytes([new("a", tensor), new("a", tensor)], []));
        Assert.Throws<ArgumentException>(() => Bytes([new("__metadata__", tensor)], []));
    }

    private static byte[] Bytes(NamedTensor[] tensors, Dictionary<string, string> metadata)
    {
        MemoryStream stream = new();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
