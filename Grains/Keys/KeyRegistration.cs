using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Keys;

/// <summary>Adds API keys to a silo.</summary>
internal static class KeyRegistration
{
    public static ISiloBuilder AddKeys(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsValidator>();
        services.AddSingleton<KeyTable>();
        return silo;
    }
}
