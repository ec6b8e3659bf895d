using InfernoOrleans.Gateway.Api.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>Adds the room to the gateway.</summary>
internal static class LimitRegistration
{
    /// <summary>Adds the limits, bound to the section <c>Limits</c>.</summary>
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddSingleton(provider => new BodyRoom(
            provider.GetRequiredService<IOptions<LimitOptions>>().Value, provider.GetRequiredService<IOptions<GatewayOptions>>().Value));
        services.AddSingleton<LargeBodies>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>, IOptions<GatewayOptions>>(
            (server, limits, gateway) => Apply(server.Limits, limits.Value, gateway.Value));
    }

    private static void Apply(KestrelServerLimits server, LimitOptions limits, GatewayOptions gateway)
    {
        server.MaxConcurrentConnections = limits.MaxConnections;
        server.MaxRequestLineSize = limits.MaxRequestLineBytes;
        server.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.MaxRequestHeaderCount = limits.MaxHeaders;
        server.MaxRequestBufferSize = limits.MaxBufferedBytes;
        server.MaxRequestBodySize = gateway.MaxJsonBytes;
        server.RequestHeadersTimeout = limits.HeaderTimeout;
        server.KeepAliveTimeout = limits.KeepAliveTimeout;
        server.MinRequestBodyDataRate = new MinDataRate(limits.MinBodyRate, limits.RateGrace);
        server.MinResponseDataRate = new MinDataRate(limits.MinAnswerRate, limits.RateGrace);
    }
}
