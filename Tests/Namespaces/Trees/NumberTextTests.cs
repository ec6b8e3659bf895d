using System.Runtime.InteropServices;
using System.Text;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees.Data;

namespace InfernoOrleans.Tests.Namespaces.Trees;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1 2 3")]
    [InlineData("1,2,3\n")]
    [InlineData("[1, 2, 3]")]
    [InlineData("[[1],[2],[3]]\r\n")]
    [InlineData("\t1\n2\n3")]
    [InlineData("+1 2.0 .3e1")]
    public void Parse_NumbersHoweverParted_GivesThem(string text) => Assert.Equal([1f, 2f, 3f], Parse(text));

    [Fact]
    public void Parse_ExtremeNumbers_GivesThem() =>
        Assert.Equal([float.MaxValue, float.MinValue, float.Epsilon, -0.25f], Parse("3.4028235E+38 -3.4028235E+38 1E-45 -25e-2"));

    [Theory]
    [InlineData("", "there is none")]
    [InlineData(" [ ], ", "there is none")]
    [InlineData("1 2 x", "number 3 is 'x'")]
    [InlineData("1 NaN", "number 2 is 'NaN'")]
    [InlineData("Infinity", "number 1 is 'Infinity'")]
    [InlineData("1e39", "number 1 is '1e39'")]
    [InlineData("{\"data\":[1]}", "number 1 is '{\"data\":'")]
    [InlineData("1 \u0001", "number 2 is '?'")]
    public void Parse_AnythingElse_IsRefusedAndSaysWhere(string text, string reason)
    {
        var refusal = Assert.Throws<RefusedException>(() => Parse(text));

        Assert.Equal((RefusalReason.Invalid, "data"), (refusal.Reason, refusal.Field));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BytesThatAreNoText_IsRefused() =>
        Assert.Throws<RefusedException>(() => NumberText.Parse([0xFF, 0xFE, 0x00, 0x31]));

    [Fact]
    public void Parse_AVeryLongWord_ShowsItsBeginning()
    {
        var refusal = Assert.Throws<RefusedException>(() => Parse(new string('y', 100_000)));

        Assert.InRange(refusal.Message.Length, 40, 200);
    }

    [Fact]
    public void Format_OfRows_GivesALineForEachThatParsesToTheSameNumbers()
    {
        var random = new Random(7);
        float[] numbers = [.. Enumerable.Range(0, 3_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Where(float.IsFinite)];
        numbers = numbers[..(numbers.Length / 3 * 3)];

        var text = NumberText.Format(MemoryMarshal.AsBytes<float>(numbers), 3);

        Assert.Equal(numbers, Parse(text));
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Equal(3, line.Split(' ').Length));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    private static float[] Parse(string text) => MemoryMarshal.Cast<byte, float>(NumberText.Parse(Encoding.UTF8.GetBytes(text)).Span).ToArray();
}
