using CsCheck;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Events;

public sealed class EventPositionTests
{
    [Fact]
    public void Parse_OfWhatWasWritten_IsTheSame() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue]).Sample((xid, seq) =>
            Assert.Equal(new EventPosition(xid, seq), EventPosition.Parse(new EventPosition(xid, seq).ToString())));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("7")]
    [InlineData("7-")]
    [InlineData("-7")]
    [InlineData("7-5-")]
    [InlineData("7-5-3")]
    [InlineData("+7-5")]
    [InlineData(" 7-5")]
    [InlineData("7-5 ")]
    [InlineData("7-0x5")]
    [InlineData("7-٥")]
    [InlineData("7-9223372036854775808")]
    public void Parse_OfAnythingElse_IsRefused(string text)
    {
        var refused = Assert.Throws<RefusedException>(() => EventPosition.Parse(text));
        Assert.Equal((RefusalReason.Invalid, "after"), (refused.Reason, refused.Field));
    }
}
