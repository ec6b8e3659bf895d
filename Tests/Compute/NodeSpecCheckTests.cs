using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute;

public sealed class NodeSpecCheckTests
{
    private static readonly NodeSpec Valid = new("node-1", "10.0.0.1", 9_000, null, new NodeCapabilities(8, 16));

    [Theory]
    [InlineData("localhost")]
    [InlineData("a.b-c.example")]
    [InlineData("::1")]
    [InlineData("[fe80::1%eth0]")]
    public void Check_NamesAndAddressesOfHosts_AreValid(string hostname) =>
        NodeSpecCheck.Check(Valid with { Id = "N.1_a-b", Hostname = hostname, Port = 65_535, Labels = new Dictionary<string, string> { ["zone"] = string.Empty } });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("é")]
    public void CheckId_WhatIsNoId_IsRefused(string? id)
    {
        Refused("id", Valid with { Id = id });
        Refused("id", Valid with { Id = new string('a', 1_000) });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("http://a")]
    public void Check_WhatIsNoHost_IsRefused(string? hostname)
    {
        Refused("hostname", Valid with { Hostname = hostname });
        Refused("hostname", Valid with { Hostname = new string('a', 254) });
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(65_536L)]
    public void Check_APortOutOfRange_IsRefused(long? port) => Refused("port", Valid with { Port = port });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Check_CapabilitiesThatAreNone_AreRefused(double number)
    {
        Refused("capabilities.cpuCores", Valid with { Capabilities = new NodeCapabilities(number, 1) });
        Refused("capabilities.memoryGB", Valid with { Capabilities = new NodeCapabilities(1, number) });
        Refused("capabilities", Valid with { Capabilities = null });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    [InlineData(long.MaxValue)]
    public void Check_TasksOutOfRange_AreRefused(long most) =>
        Refused("capabilities.maxConcurrentTasks", Valid with { Capabilities = new NodeCapabilities(1, 1, false, most) });

    [Theory]
    [InlineData(null, NodeStatus.Active)]
    [InlineData("Active", NodeStatus.Active)]
    [InlineData("Busy", NodeStatus.Active)]
    [InlineData("Maintenance", NodeStatus.Maintenance)]
    [InlineData("Offline", NodeStatus.Offline)]
    public void ParseStatus_OfWhatClientsSay_IsWhatTheOwnerWants(string? text, NodeStatus status) =>
        Assert.Equal(status, NodeSpecCheck.ParseStatus(text));

    [Theory]
    [InlineData("")]
    [InlineData("active")]
    [InlineData("0")]
    public void ParseStatus_OfAnythingElse_IsRefused(string text) => Refused("status", Valid with { Status = text });

    [Fact]
    public void CheckLabels_OutOfBounds_AreRefused()
    {
        Refused("labels", WithLabels(Enumerable.Range(0, 33).ToDictionary(i => $"l{i}", _ => "x")));
        Refused("labels", WithLabels(new Dictionary<string, string> { ["a b"] = "x" }));
        Refused("labels", WithLabels(new Dictionary<string, string> { [new string('a', 129)] = "x" }));
        Refused("labels.a", WithLabels(new Dictionary<string, string> { ["a"] = new string('x', 129) }));
        Refused("labels.a", WithLabels(new Dictionary<string, string> { ["a"] = "x\u0000" }));
        Refused("labels.a", WithLabels(new Dictionary<string, string> { ["a"] = null! }));
        NodeSpecCheck.Check(WithLabels(Enumerable.Range(0, 32).ToDictionary(i => $"l{i}", _ => new string('é', 128))));
    }

    private static NodeSpec WithLabels(Dictionary<string, string> labels) => Valid with { Labels = labels };

    private static void Refused(string field, NodeSpec spec)
    {
        var refused = Assert.Throws<RefusedException>(() => NodeSpecCheck.Check(spec));
        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
    }
}
