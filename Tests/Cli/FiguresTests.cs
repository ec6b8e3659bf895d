using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Tests.Cli;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(27048, "26.4 KiB")]
    [InlineData(5L << 30, "5 GiB")]
    [InlineData(long.MaxValue, "8388608 TiB")]
    public void Bytes_OfAnySize_PicksTheUnit(long value, string expected) => Assert.Equal(expected, Figures.Bytes(value));

    [Theory]
    [InlineData("109386", "109,386")]
    [InlineData("many", "many")]
    [InlineData(null, "")]
    public void Count_OfText_GroupsWhatIsANumber(string? value, string expected) => Assert.Equal(expected, Figures.Count(value));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(2340, "2.3 s")]
    [InlineData(65_000, "1m 5s")]
    [InlineData(90_061_000, "1d 1h")]
    public void Milliseconds_OfAnyLength_PicksTheUnit(long value, string expected) => Assert.Equal(expected, Figures.Milliseconds(value));

    [Fact]
    public void Row_OfNumbers_ReadsBackAsTheSame()
    {
        double[] numbers = [0.1, -1.0285227E-08, 1.0 / 3, 12];

        Assert.Equal(numbers, Figures.Row(numbers).Split(' ').Select(double.Parse));
    }
}
