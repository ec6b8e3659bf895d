using InfernoOrleans.Gateway.Api.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>Adds API keys to the gateway.</summary>
internal static class KeyHosting
{
    /// <summary>To be called after the cluster was added, so that grains can be called when keys are read.</summary>
    /// <exception cref="ConfigurationException">A key that the gateway is given cannot be read.</exception>
    public static void AddKeys(this IServiceCollection services, GatewayKeyOptions options, Listening listening)
    {
        services.AddOptions<GatewayKeyOptions>().BindConfiguration(GatewayKeyOptions.Section);
        services.AddSingleton<IValidateOptions<GatewayKeyOptions>, GatewayKeyOptionsValidator>();
        services.AddSingleton(GivenKeys.Read(options));
        services.AddSingleton<KeyRing>();
        if (!listening.NeedsKeys)
        {
            return;
        }

        services.AddHostedService<KeyWatch>();
        if (options.IsLimited())
        {
            services.AddRateLimiter(limiter => KeyRates.Apply(limiter, options));
        }
    }

    /// <summary>Asks every request for a key, where keys are needed.</summary>
    public static void UseKeys(this WebApplication app, GatewayKeyOptions options, Listening listening)
    {
        if (!listening.NeedsKeys)
        {
            return;
        }

        app.UseMiddleware<KeyGate>();
        if (options.IsLimited())
        {
            app.UseRateLimiter();
        }

        app.UseMiddleware<RoleGate>();
    }
}
