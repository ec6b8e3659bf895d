using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Services;

/// <summary>Adds services, which are pipelines, to a silo.</summary>
internal static class ServiceRegistration
{
    public static ISiloBuilder AddServices(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<ServiceOptions>().BindConfiguration(ServiceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceOptions>, ServiceOptionsValidator>();
        services.AddSingleton<ServiceTable>();
        services.AddSingleton<ServiceWork>();
        services.AddSingleton<ServiceIntake>();
        return silo;
    }
}
