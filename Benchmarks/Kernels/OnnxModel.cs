using System.Runtime.InteropServices;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>ONNX models of one product y[M, N] = x[M, K] · W[N, K]ᵀ, as the bytes of a file.</summary>
internal static class OnnxModel
{
    private const int Single = 1;
    private const int Byte = 2;
    private const int Block = 32;

    /// <summary>A model with weights of a type, or null where ONNX Runtime has no such product on processors.</summary>
    public static byte[]? Product(float[] weight, int rows, int inputs, int outputs, TensorDType dtype) => dtype switch
    {
        TensorDType.FP32 => Model(MatMul(weight, inputs, outputs), rows, inputs, outputs),
        TensorDType.INT8 => Model(MatMulNBits(weight, inputs, outputs, 8), rows, inputs, outputs),
        TensorDType.INT4 => Model(MatMulNBits(weight, inputs, outputs, 4), rows, inputs, outputs),
        _ => null,
    };

    /// <summary>A network of linear layers with ReLU between them and softmax at its end.</summary>
    /// <param name="layers">Of each layer its weights [outputs, inputs] and its bias.</param>
    /// <param name="rows">The batch.</param>
    public static byte[] Network(IReadOnlyList<(float[] Weight, float[] Bias)> layers, int rows)
    {
        Protobuf graph = new();
        var name = "x";
        for (var i = 0; i < layers.Count; i++)
        {
            var (weight, bias) = layers[i];
            var last = i == layers.Count - 1;
            graph.Message(1, new Protobuf().Text(1, name).Text(1, $"w{i}").Text(1, $"b{i}").Text(2, $"s{i}").Text(4, "Gemm").Message(5, Integer("transB", 1)));
            graph.Message(1, new Protobuf().Text(1, $"s{i}").Text(2, last ? "y" : $"r{i}").Text(4, last ? "Softmax" : "Relu"));
            graph.Message(5, Tensor($"w{i}", Single, MemoryMarshal.AsBytes(weight.AsSpan()), bias.Length, weight.Length / bias.Length));
            graph.Message(5, Tensor($"b{i}", Single, MemoryMarshal.AsBytes(bias.AsSpan()), bias.Length));
            name = $"r{i}";
        }

        return Model(graph, rows, layers[0].Weight.Length / layers[0].Bias.Length, layers[^1].Bias.Length);
    }

    private static Protobuf MatMul(float[] weight, int inputs, int outputs)
    {
        // The operator wants [K, N].
        var transposed = new float[weight.Length];
        for (var n = 0; n < outputs; n++)
        {
            for (var k = 0; k < inputs; k++)
            {
                transposed[(k * outputs) + n] = weight[(n * inputs) + k];
            }
        }

        return new Protobuf()
            .Message(1, new Protobuf().Text(1, "x").Text(1, "w").Text(2, "y").Text(4, "MatMul"))
            .Message(5, Tensor("w", Single, MemoryMarshal.AsBytes(transposed.AsSpan()), inputs, outputs));
    }

    /// <summary>Blocks of 32 with FP32 scales, computed with activations of 8 bits (accuracy level 4), as ours are.</summary>
    private static Protobuf MatMulNBits(float[] weight, int inputs, int outputs, int bits)
    {
        var blocks = (inputs + Block - 1) / Block;
        var blockBytes = Block * bits / 8;
        var packed = new byte[outputs * blocks * blockBytes];
        var scales = new float[outputs * blocks];
        Span<byte> source = new byte[bits == 8 ? Q8Block.Bytes : Q4Block.Bytes];
        for (var b = 0; b < scales.Length; b++)
        {
            var k = b % blocks * Block;
            var numbers = weight.AsSpan((b / blocks * inputs) + k, Math.Min(Block, inputs - k));
            var target = packed.AsSpan(b * blockBytes, blockBytes);
            if (bits == 8)
            {
                Q8Block.Quantize(numbers, source);
            }
            else
            {
                Q4Block.Quantize(numbers, source);
            }

            scales[b] = (float)BitConverter.ToHalf(source);
            for (var i = 0; i < Block; i++)
            {
                if (bits == 8)
                {
                    target[i] = (byte)(source[2 + i] ^ 0x80);
                }
                else
                {
                    // ggml pairs j with j + 16, ONNX Runtime 2j with 2j + 1.
                    var q = i < 16 ? source[2 + i] & 15 : source[2 + i - 16] >> 4;
                    target[i / 2] |= (byte)(q << (i % 2 * 4));
                }
            }
        }

        return new Protobuf()
            .Message(1, new Protobuf().Text(1, "x").Text(1, "w").Text(1, "s").Text(2, "y").Text(4, "MatMulNBits")
                .Message(5, Integer("K", inputs))
                .Message(5, Integer("N", outputs))
                .Message(5, Integer("bits", bits))
                .Message(5, Integer("block_size", Block))
                .Message(5, Integer("accuracy_level", 4))
                .Text(7, "com.microsoft"))
            .Message(5, Tensor("w", Byte, packed, outputs, blocks, blockBytes))
            .Message(5, Tensor("s", Single, MemoryMarshal.AsBytes(scales.AsSpan()), outputs * blocks));
    }

    /// <summary>The field numbers are those of onnx.proto.</summary>
    private static byte[] Model(Protobuf graph, int rows, int inputs, int outputs) => new Protobuf()
        .Number(1, 8)
        .Message(8, new Protobuf().Text(1, "").Number(2, 17))
        .Message(8, new Protobuf().Text(1, "com.microsoft").Number(2, 1))
        .Message(7, graph.Text(2, "product").Message(11, Value("x", rows, inputs)).Message(12, Value("y", rows, outputs)))
        .ToArray();

    private static Protobuf Integer(string name, long value) => new Protobuf().Text(1, name).Number(3, value).Number(20, 2);

    private static Protobuf Tensor(string name, int type, ReadOnlySpan<byte> data, params ReadOnlySpan<int> extents)
    {
        var tensor = new Protobuf();
        foreach (var extent in extents)
        {
            tensor.Number(1, extent);
        }

        return tensor.Number(2, type).Text(8, name).Bytes(9, data);
    }

    private static Protobuf Value(string name, int rows, int columns)
    {
        var shape = new Protobuf().Message(1, new Protobuf().Number(1, rows)).Message(1, new Protobuf().Number(1, columns));
        return new Protobuf().Text(1, name).Message(2, new Protobuf().Message(1, new Protobuf().Number(1, Single).Message(2, shape)));
    }
}
