using System.Buffers.Binary;
using System.Text;
using InfernoOrleans.Grains.Compute.Executing;

namespace InfernoOrleans.Tests.Compute;

public sealed class NpyHeaderTests
{
    [Theory]
    [InlineData(new int[0], "()")]
    [InlineData(new[] { 3 }, "(3,)")]
    [InlineData(new[] { 2, 3 }, "(2, 3)")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue }, "(2147483647, 2147483647, 2147483647, 2147483647)")]
    public void Of_AShape_IsTheHeadOfVersionOne(int[] shape, string tuple)
    {
        var header = NpyHeader.Of(shape);
        Assert.Equal<byte>([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], header[..8]);
        Assert.Equal(0, header.Length % 64);
        Assert.Equal(header.Length - 10, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)));
        var text = Encoding.ASCII.GetString(header.AsSpan(10));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}", text.TrimEnd());
    }

    [Fact]
    public void Of_TextsOfEveryLength_BeginTheDataAtAMultipleOf64()
    {
        for (var digits = 1; digits <= 9; digits++)
        {
            for (var rank = 1; rank <= 12; rank++)
            {
                var header = NpyHeader.Of(Enumerable.Repeat((int)Math.Pow(10, digits - 1), rank));
                Assert.Equal(0, header.Length % 64);
                Assert.Equal((byte)'\n', header[^1]);
                Assert.Equal(header.Length, (Encoding.ASCII.GetString(header).TrimEnd().Length + 1 + 63) / 64 * 64);
            }
        }
    }
}
