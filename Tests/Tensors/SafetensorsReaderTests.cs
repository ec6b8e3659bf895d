using System.Buffers.Binary;
using System.Text;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.Tests.Tensors;

public sealed class SafetensorsReaderTests
{
    private const string Good = """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    public static TheoryData<string, string> BadHeaders => new()
    {
        { """ {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "begin with a safetensors header" },
        { """[]""", "begin with a safetensors header" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "not valid JSON" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", "not valid JSON" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8],}}""", "not valid JSON" },
        { """{"t":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", "not valid JSON" },
        { """{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON" },
        { """{"t":[]}""", "must be an object" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"t":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "twice" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\u0074":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "twice" },
        { """{"__metadata__":{},"__metadata__":{},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "twice" },
        { """{"__metadata__":{"a":"1","a":"2"},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "twice" },
        { """{"__metadata__":{"a":1},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "must be a string" },
        { """{"__metadata__":[],"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "must be an object" },
        { """{"t":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", "unknown dtype 'F33'" },
        { """{"t":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", "dtype" },
        { """{"t":{"shape":[2],"data_offsets":[0,8]}}""", "must have a dtype" },
        { """{"t":{"dtype":"F32","data_offsets":[0,8]}}""", "must have a dtype" },
        { """{"t":{"dtype":"F32","shape":[2]}}""", "must have a dtype" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "must have a dtype" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "at most 2" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", "unknown or repeated" },
        { """{"t":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "unknown or repeated" },
        { """{"t":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "whole numbers" },
        { """{"t":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "whole numbers" },
        { """{"t":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "whole numbers" },
        { """{"t":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "whole numbers" },
        { """{"t":{"dtype":"F32","shape":[1,1,1,1,2],"data_offsets":[0,8]}}""", "at most 4" },
        { """{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "do not span" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "do not span" },
        { """{"t":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}}""", "extent of more" },
        { """{"t":{"dtype":"F32","shape":[2147483647,2147483647,4,2],"data_offsets":[0,8]}}""", "do not span" },
        { """{"t":{"dtype":"F32","shape":[2147483647,2147483647,4,0],"data_offsets":[0,0]}}""", "too large" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "does not begin" },
        { """{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "span 4 bytes, but the file holds 8" },
        { """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "does not begin" },
        { """{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "span 12 bytes" },
        { """{}""", "span 0 bytes" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void Open_HeaderThatViolatesTheFormat_IsRefusedWithItsReason(string header, string reason)
    {
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => Open(SafetensorsFile.Of(header, new byte[8])));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TheGoodHeaderOfTheseTests_IsRead()
    {
        SafetensorsReader file = Open(SafetensorsFile.Of(Good + "   ", new byte[8]));

        Assert.Equal(new SafetensorsEntry("t", "F32", TensorShape.Vector(2), 0, 8), Assert.Single(file.Tensors).Value);
    }

    [Fact]
    public void Open_HeaderThatIsNotUtf8_IsRefused()
    {
        byte[] header = Encoding.UTF8.GetBytes(Good);
        header[2] = 0xFF;

        Assert.Throws<ModelFormatException>(() => Open(SafetensorsFile.Of(header, new byte[8])));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 20)]
    [InlineData(99_999_999UL)]
    [InlineData(100_000_001UL)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Open_LengthThatLies_IsRefusedWithoutAllocatingIt(ulong length)
    {
        byte[] file = SafetensorsFile.Of(Good, new byte[8]);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ModelFormatException>(() => Open(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    [Fact]
    public void Open_MoreTensorsThanAllowed_IsRefused()
    {
        IEnumerable<string> entries = Enumerable.Range(0, 100_001)
            .Select(i => $$"""  "{{i}}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]} """);

        ModelFormatException refused = Assert.Throws<ModelFormatException>(
            () => Open(SafetensorsFile.Of($"{{{string.Join(',', entries)}}}", [])));

        Assert.Contains("more than 100000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameThatIsHuge_IsShortInTheMessage()
    {
        string header = $$$"""{"{{{new string('n', 100_000)}}}":{"dtype":"\u0001","shape":[2],"data_offsets":[0,8]}}""";

        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => Open(SafetensorsFile.Of(header, new byte[8])));

        Assert.InRange(refused.Message.Length, 1, 300);
        Assert.DoesNotContain('\u0001', refused.Message);
    }

    [Fact]
    public void Open_ScalarsAndEmptyTensors_AreLegal()
    {
        SafetensorsReader file = Open(SafetensorsFile.Of(
            """{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[5,0],"data_offsets":[4,4]}}""",
            BitConverter.GetBytes(2.5f)));
        float[] scalar = new float[1];

        file.Read("s", scalar);
        file.Read("e", []);

        Assert.Equal(2.5f, scalar[0]);
    }

    [Fact]
    public void Read_EveryReadableType_GivesTheValues()
    {
        float[] values = [1.5f, -0f, -2f, 0.15625f];

        Assert.Equal(values, ReadOne("F64", [.. values.SelectMany(v => BitConverter.GetBytes((double)v))]));
        Assert.Equal(values, ReadOne("F32", [.. values.SelectMany(BitConverter.GetBytes)]));
        Assert.Equal(values, ReadOne("F16", [.. values.SelectMany(v => BitConverter.GetBytes((Half)v))]));
        Assert.Equal(values, ReadOne("BF16", [.. values.SelectMany(v => BitConverter.GetBytes(v)[2..])]));
    }

    [Fact]
    public void Read_SmallestAndLargestHalf_AreExact() =>
        Assert.Equal([5.9604645e-8f, 65504f], ReadOne("F16", [0x01, 0x00, 0xFF, 0x7B]));

    [Fact]
    public void Read_ValueThatIsNotFiniteInFp32_IsRefusedByTheTensorsName()
    {
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, 1e39, -1e39 })
        {
            ModelFormatException refused = Assert.Throws<ModelFormatException>(() => ReadOne("F64", BitConverter.GetBytes(bad)));
            Assert.Contains("'t'", refused.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ModelFormatException>(() => ReadOne("F32", BitConverter.GetBytes(float.NaN)));
        Assert.Throws<ModelFormatException>(() => ReadOne("F16", BitConverter.GetBytes(Half.NegativeInfinity)));
        Assert.Throws<ModelFormatException>(() => ReadOne("BF16", [0x80, 0x7F]));
    }

    [Theory]
    [InlineData("I64", 8)]
    [InlineData("U64", 8)]
    [InlineData("I32", 4)]
    [InlineData("U32", 4)]
    [InlineData("I16", 2)]
    [InlineData("U16", 2)]
    [InlineData("BOOL", 1)]
    [InlineData("U8", 1)]
    [InlineData("I8", 1)]
    [InlineData("F8_E5M2", 1)]
    [InlineData("F8_E4M3", 1)]
    public void Read_TypeWeCannotUse_IsListedButRefusedByName(string dtype, int width)
    {
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => ReadOne(dtype, new byte[width * 3]));

        Assert.Contains(dtype, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DestinationOfAnotherLength_Throws()
    {
        SafetensorsReader file = Open(SafetensorsFile.Of(Good, new byte[8]));

        Assert.Throws<ArgumentException>(() => file.Read("t", new float[3]));
        Assert.Throws<KeyNotFoundException>(() => file.Read("u", new float[2]));
    }

    [Fact]
    public void Read_Cancelled_Stops()
    {
        SafetensorsReader file = Open(SafetensorsFile.Of(Good, new byte[8]));

        Assert.Throws<OperationCanceledException>(() => file.Read("t", new float[2], new CancellationToken(canceled: true)));
    }

    private static SafetensorsReader Open(byte[] file) => SafetensorsReader.Open(new MemoryStream(file));

    private static float[] ReadOne(string dtype, byte[] data)
    {
        int width = dtype switch { "F64" or "I64" or "U64" => 8, "F32" or "I32" or "U32" => 4, "F16" or "BF16" or "I16" or "U16" => 2, _ => 1 };
        float[] values = new float[data.Length / width];
        Open(SafetensorsFile.OfOne(dtype, $"[{values.Length}]", data)).Read("t", values);
        return values;
    }
}
