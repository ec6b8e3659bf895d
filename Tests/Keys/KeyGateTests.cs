using System.Net;
using InfernoOrleans.Gateway.Api.Audit;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Keys;

public sealed class KeyGateTests : IDisposable
{
    private readonly KeysDouble keys = new();
    private readonly KeyRing ring;
    private readonly AuditTrail trail;
    private Principal? admitted;

    public KeyGateTests()
    {
        var time = new FakeTimeProvider();
        ring = keys.Ring(time);
        trail = new AuditTrail(GrainsOf.Create(keys), time, NullLoggerFactory.Instance);
    }

    public void Dispose()
    {
        ring.Dispose();
        trail.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", "/health/live", true)]
    [InlineData("127.9.8.7", "/health/ready", true)]
    [InlineData("::1", "/health", true)]
    [InlineData("::ffff:127.0.0.1", "/health/live", true)]
    [InlineData("10.0.0.1", "/health/live", false)]
    [InlineData("::ffff:10.0.0.1", "/health/live", false)]
    [InlineData("0.0.0.0", "/health/live", false)]
    [InlineData(null, "/health/live", false)]
    [InlineData("127.0.0.1", "/healthy", false)]
    [InlineData("127.0.0.1", "/inferno/stats", false)]
    [InlineData("127.0.0.1", "/inferno/health/live", false)]
    public async Task Health_AskedWithoutAKey_IsToldToThisMachineOnly(string? peer, string path, bool isAdmitted)
    {
        var context = Request(path, Route(Role.Reader));
        context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        // What anybody can say of himself does not count.
        context.Request.Headers["X-Forwarded-For"] = "127.0.0.1";

        await InvokeAsync(context);

        Assert.Equal(isAdmitted ? 200 : 401, context.Response.StatusCode);
        Assert.Equal(isAdmitted ? Principal.Local : null, admitted);
    }

    [Theory]
    [InlineData(Role.Reader, Role.Reader, 200)]
    [InlineData(Role.Reader, Role.Operator, 403)]
    [InlineData(Role.Reader, Role.Admin, 403)]
    [InlineData(Role.Operator, Role.Reader, 200)]
    [InlineData(Role.Operator, Role.Operator, 200)]
    [InlineData(Role.Operator, Role.Admin, 403)]
    [InlineData(Role.Admin, Role.Admin, 200)]
    [InlineData(Role.Operator, null, 403)]
    [InlineData(Role.Admin, null, 200)]
    public async Task Route_WithOrWithoutARole_TakesKeysOfThatRoleOrOfAdmins(Role held, Role? needed, int status)
    {
        var context = Request("/x", Route(needed), keys.Add(7, held));

        await InvokeAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(status == 200 ? "key-7" : null, admitted?.Id);
    }

    [Fact]
    public async Task Path_WithoutARoute_IsPassedOnWithAnyKeyOnly()
    {
        var known = Request("/nowhere", endpoint: null, keys.Add(1, Role.Reader));
        await InvokeAsync(known);
        Assert.Equal("key-1", admitted!.Id);

        admitted = null;
        var unknown = Request("/nowhere", endpoint: null);
        await InvokeAsync(unknown);
        Assert.Equal(401, unknown.Response.StatusCode);
        Assert.Null(admitted);
    }

    [Theory]
    [InlineData("/inferno/stats", null, 1)]
    [InlineData("/inferno/stats", "application/json", 1)]
    [InlineData("/inferno/stats", "text/html,application/xhtml+xml", 2)]
    [InlineData("/dashboard/DashboardCounters", "application/json", 2)]
    public async Task Challenge_ToBrowsers_OffersBasicBesides(string path, string? accept, int challenges)
    {
        var context = Request(path, Route(Role.Admin));
        context.Request.Headers.Accept = accept;

        await InvokeAsync(context);

        Assert.Equal(challenges, context.Response.Headers.WWWAuthenticate.Count);
        Assert.StartsWith("Bearer", context.Response.Headers.WWWAuthenticate[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatIsLetIn_AllocatesNextToNothing()
    {
        var context = Request("/x", Route(Role.Reader), keys.Add(1, Role.Reader));
        await ring.RefreshAsync(CancellationToken.None);
        var gate = new KeyGate(new RoleGate(_ => Task.CompletedTask, trail).InvokeAsync, ring);
        for (var i = 0; i < 1_000; i++)
        {
            await gate.InvokeAsync(context);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _ = gate.InvokeAsync(context);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000 * 64);
    }

    private Task InvokeAsync(HttpContext context) => new KeyGate(new RoleGate(Admit, trail).InvokeAsync, ring).InvokeAsync(context);

    private Task Admit(HttpContext context)
    {
        admitted = Principal.Of(context);
        return Task.CompletedTask;
    }

    private static DefaultHttpContext Request(string path, Endpoint? endpoint, string? key = null)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.Request.Path = path;
        context.SetEndpoint(endpoint);
        if (key is not null)
        {
            context.Request.Headers["X-Api-Key"] = key;
        }

        return context;
    }

    private static RouteEndpoint Route(Role? role) => new(
        _ => Task.CompletedTask,
        RoutePatternFactory.Parse("/x"),
        order: 0,
        role is { } needed ? new EndpointMetadataCollection(new RequiredRole(needed)) : EndpointMetadataCollection.Empty,
        displayName: null);
}
