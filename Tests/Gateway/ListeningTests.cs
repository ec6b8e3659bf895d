using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Keys;
using Microsoft.Extensions.Configuration;

namespace InfernoOrleans.Tests.Gateway;

public sealed class ListeningTests
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    [Theory]
    [InlineData("localhost", null, false, false, "localhost")]
    [InlineData("127.0.0.1", null, false, false, "127.0.0.1")]
    [InlineData("::1", null, false, false, "[::1]")]
    [InlineData("[::1]", null, false, false, "[::1]")]
    [InlineData("localhost", true, false, true, "localhost")]
    [InlineData("localhost", null, true, false, "localhost")]
    [InlineData("*", null, false, true, null)]
    [InlineData("0.0.0.0", null, false, true, null)]
    [InlineData("::", null, false, true, null)]
    [InlineData("192.0.2.1", null, false, true, "192.0.2.1")]
    [InlineData("*", null, true, false, null)]
    [InlineData("*", false, true, false, null)]
    public void Keys_ByDefault_AreNeededOffLoopbackUnlessItWasSaidThatTheyAreNot(
        string host, bool? required, bool insecure, bool needed, string? ownHost)
    {
        var listening = From(host, required, insecure);

        Assert.Equal(needed, listening.NeedsKeys);
        Assert.Equal(ownHost, listening.OwnHost);
        var isOff = host is not ("localhost" or "127.0.0.1" or "::1" or "[::1]");
        Assert.Equal(isOff, listening.OffLoopback is not null);
        Assert.Equal(isOff && !needed, listening.IsOpen);
        Assert.Equal(isOff && needed ? ["*"] : Loopback, listening.DefaultHosts);
    }

    [Theory]
    [InlineData("urls", "http://*:0")]
    [InlineData("urls", "http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("Kestrel:Endpoints:Everyone:Url", "http://+:0")]
    public void Keys_WhereTheServerItselfIsToldToListenOffLoopback_AreNeeded(string setting, string value)
    {
        Assert.True(From("localhost", required: null, insecure: false, (setting, value)).NeedsKeys);
        Assert.True(From("localhost", required: null, insecure: true, (setting, value)).IsOpen);
        Assert.Throws<ConfigurationException>(() => From("localhost", required: false, insecure: false, (setting, value)));
    }

    [Fact]
    public void Keys_RequiredAndNot_IsRefused() => Assert.Throws<ConfigurationException>(() => From("*", required: true, insecure: true));

    private static Listening From(string host, bool? required, bool insecure, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var configuration = new ConfigurationManager();
        foreach (var (name, value) in settings)
        {
            configuration[name] = value;
        }

        return Listening.From(configuration, new GatewayOptions { Host = host }, new GatewayKeyOptions { Required = required, Insecure = insecure });
    }
}
