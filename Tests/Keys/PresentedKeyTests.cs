using System.Text;
using InfernoOrleans.Gateway.Api.Keys;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Keys;

public sealed class PresentedKeyTests
{
    private static readonly NewKey Key = NewKey.Create();

    public static TheoryData<string, string> Ways => new()
    {
        { "Authorization", $"Bearer {Key.Text}" },
        { "Authorization", $"bearer  {Key.Text}" },
        { "Authorization", $"Basic {Base64($"anyone:{Key.Text}")}" },
        { "Authorization", $"Basic {Base64($":{Key.Text}")}" },
        { "X-Api-Key", Key.Text },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Key_PresentedInAnyWay_HasTheHashThatIsStored(string header, string value)
    {
        Assert.True(PresentedKey.TryHash(Headers((header, value)), out var hash));
        Assert.Equal(Key.Hash, hash);
        Assert.Equal(Key.Hash, KeyHash.Parse(Key.Hash.ToString()));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(Key.Text))), hash.ToString());
    }

    [Theory]
    [InlineData("Authorization", "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Basic ")]
    [InlineData("Authorization", "Basic %%%")]
    [InlineData("Authorization", "Basic Og==")]
    [InlineData("Authorization", "Digest abc")]
    [InlineData("X-Api-Key", "")]
    public void Request_WithoutAKey_PresentsNone(string header, string value) => Assert.False(PresentedKey.TryHash(Headers((header, value)), out _));

    [Theory]
    [InlineData("X-Api-Key", "")]
    [InlineData("Authorization", "Bearer ")]
    public void Key_OfMoreBytesThanAny_IsNone(string header, string scheme)
    {
        Assert.True(PresentedKey.TryHash(Headers((header, scheme + new string('k', PresentedKey.MostBytes))), out _));
        Assert.False(PresentedKey.TryHash(Headers((header, scheme + new string('k', PresentedKey.MostBytes + 1))), out _));
        Assert.False(PresentedKey.TryHash(Headers((header, scheme + new string('é', PresentedKey.MostBytes - 1))), out _));
    }

    [Fact]
    public void Key_PresentedTwice_IsNone()
    {
        var headers = new HeaderDictionary { ["X-Api-Key"] = new([Key.Text, Key.Text]) };

        Assert.False(PresentedKey.TryHash(headers, out _));
    }

    [Fact]
    public void ApiKey_BesideAnAuthorizationThatHoldsNone_Counts()
    {
        Assert.True(PresentedKey.TryHash(Headers(("Authorization", "Digest abc"), ("X-Api-Key", Key.Text)), out var hash));
        Assert.Equal(Key.Hash, hash);
    }

    [Fact]
    public void NewKey_Always_Is32RandomBytesBehindItsPrefix()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => NewKey.Create().Text).ToArray();

        Assert.All(keys, key => Assert.Matches("^inferno_[A-Za-z0-9_-]{43}$", key));
        Assert.Equal(100, keys.Distinct().Count());
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static HeaderDictionary Headers(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return dictionary;
    }
}
