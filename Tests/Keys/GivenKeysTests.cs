using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

public sealed class GivenKeysTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryDirectory files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(Key)]
    [InlineData(Key + "\n")]
    [InlineData(Key + "\r\n")]
    public void File_WithAKey_IsReadWithoutTheEndOfItsLine(string content)
    {
        var given = GivenKeys.Read(Options(("ops", Role.Admin, content)));

        var holder = given.ByHash[KeyRingTests.Hash(Key)];
        Assert.Equal(("given:ops", "ops", Role.Admin), (holder.Id, holder.Name, holder.Role));
        Assert.True(given.HasAdmin);
        Assert.True(given.Has("ops") && given.Has("given:ops") && !given.Has("key-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef 123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef\nsecond")]
    [InlineData("0123456789abcdef0123456789abcdé")]
    public void File_WithoutOne_IsRefusedByItsSetting(string content)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options(("ops", Role.Admin, content))));

        Assert.StartsWith("Keys:Given:ops:File", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsTooLongOrNotThere_IsRefusedByItsSetting()
    {
        Assert.Single(GivenKeys.Read(Options(("ops", Role.Admin, new string('k', 512) + "\r\n"))).ByHash);
        Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options(("ops", Role.Admin, new string('k', 513)))));
        Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options(("ops", Role.Admin, new string('k', 100_000)))));
        var gone = Options(("ops", Role.Admin, Key));
        gone.Given["ops"].File = Path.Combine(files.Path, "gone");
        Assert.Contains("Keys:Given:ops:File", Assert.Throws<ConfigurationException>(() => GivenKeys.Read(gone)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key-1")]
    [InlineData("with space")]
    [InlineData("")]
    public void Name_ThatNoKeyMayHave_IsRefused(string name) =>
        Assert.Contains("Keys:Given:", Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options((name, Role.Admin, Key)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Role_ThatIsMissing_IsRefused() => Assert.Contains(
        "Keys:Given:ops:Role",
        Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options(("ops", null, Key)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Key_GivenTwice_IsRefused() =>
        Assert.Throws<ConfigurationException>(() => GivenKeys.Read(Options(("a", Role.Admin, Key), ("b", Role.Reader, Key + "\n"))));

    private GatewayKeyOptions Options(params ReadOnlySpan<(string Name, Role? Role, string Content)> keys)
    {
        var options = new GatewayKeyOptions();
        foreach (var (name, role, content) in keys)
        {
            var file = Path.Combine(files.Path, $"key{options.Given.Count}");
            File.WriteAllText(file, content);
            options.Given[name] = new GivenKeyOptions { Role = role, File = file };
        }

        return options;
    }
}
