using CsCheck;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;

namespace InfernoOrleans.Tests.Namespaces;

public sealed class NamespacePathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("//", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a")]
    [InlineData("//a///b//", "/a/b")]
    [InlineData("/a/./b/.", "/a/b")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/../..", "/")]
    [InlineData("/..", "/")]
    [InlineData("/../../..", "/")]
    [InlineData("/../a/../../b", "/b")]
    [InlineData("/.../..a/b..", "/.../..a/b..")]
    [InlineData("/%2e%2e/a", "/%2e%2e/a")]
    [InlineData("/a b/ü/数字/🔥", "/a b/ü/数字/🔥")]
    [InlineData("/#models/#", "/#models/#")]
    public void Parse_OfAPath_CleansIt(string text, string expected) => Assert.Equal(expected, NamespacePath.Parse(text, "path").ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData(".")]
    [InlineData("#models")]
    [InlineData("#ns/0")]
    [InlineData("\\a")]
    [InlineData("/a\\b")]
    [InlineData("/..\\a")]
    [InlineData("/a\0b")]
    [InlineData("/a\nb")]
    [InlineData("/\u0001/../b")]
    [InlineData("/a\u007fb")]
    [InlineData("/a\u202eb")]
    [InlineData("/a\u200bb")]
    [InlineData("/a\ufeffb")]
    [InlineData("/a\ufffdb")]
    [InlineData("/ a")]
    [InlineData("/a /b")]
    [InlineData("/ ")]
    public void Parse_OfWhatIsNoPath_IsRefused(string? text) => AssertRefused(text);

    [Fact]
    public void Parse_OfHalfASurrogatePair_IsRefused()
    {
        AssertRefused("/a\ud83db");
        AssertRefused("/\udd25");
    }

    [Fact]
    public void Parse_AtTheBounds_TakesWhatIsWithin()
    {
        Assert.Single(NamespacePath.Parse("/" + new string('n', 128), "path").Names);
        AssertRefused("/" + new string('n', 129));
        Assert.Equal(64, NamespacePath.Parse(string.Concat(Enumerable.Repeat("/n", 64)), "path").Names.Count);
        AssertRefused(string.Concat(Enumerable.Repeat("/n", 65)));
        Assert.Empty(NamespacePath.Parse(new string('/', 4_096), "path").Names);
        AssertRefused(new string('/', 4_097));
        Assert.Empty(NamespacePath.Parse(string.Concat(Enumerable.Repeat("/a/..", 800)), "path").Names);
    }

    [Fact]
    public void Parse_OfAnything_IsRefusedOrHasOnlyNamesAndIsItsOwnCleanForm() =>
        Gen.OneOf(Gen.String, Gen.OneOf("..", ".", "", "a", "#", "\\", "\0", "é", "\ud800").Array[0, 70].Select(names => "/" + string.Join('/', names)))
            .Sample(
                text =>
                {
                    NamespacePath path;
                    try
                    {
                        path = NamespacePath.Parse(text, "path");
                    }
                    catch (RefusedException refused)
                    {
                        Assert.Equal((RefusalReason.Invalid, "path"), (refused.Reason, refused.Field));
                        return;
                    }

                    Assert.All(path.Names, name => Assert.True(name is not ("" or "." or "..") && !name.Contains('/')));
                    Assert.Equal(path.Names, NamespacePath.Parse(path.ToString(), "path").Names);
                },
                iter: 10_000);

    [Theory]
    [InlineData("#models", "#models")]
    [InlineData("#models/", "#models")]
    [InlineData("#models/x/../y", "#models/y")]
    [InlineData("#models/../../proc", "#models/proc")]
    [InlineData("#ns/0/a", "#ns/0/a")]
    public void ParseOfATree_LeadsNowhereElse(string text, string expected) => Assert.Equal(expected, TreePath.Parse(text, "source").Text);

    [Theory]
    [InlineData("#")]
    [InlineData("#/")]
    [InlineData("#/a")]
    [InlineData("#../a")]
    [InlineData("#models/a\\b")]
    [InlineData("# /a")]
    public void ParseOfATree_ThatIsNone_IsRefused(string text)
    {
        var refused = Assert.Throws<RefusedException>(() => TreePath.Parse(text, "source"));
        Assert.Equal((RefusalReason.Invalid, "source"), (refused.Reason, refused.Field));
    }

    private static void AssertRefused(string? text)
    {
        var refused = Assert.Throws<RefusedException>(() => NamespacePath.Parse(text, "target"));
        Assert.Equal((RefusalReason.Invalid, "target"), (refused.Reason, refused.Field));
    }
}
