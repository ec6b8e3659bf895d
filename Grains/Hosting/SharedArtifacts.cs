using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>The artifact store of a silo on the same machine, for a gateway process beside it.</summary>
public static class SharedArtifacts
{
    /// <summary>Adds the place where uploads are staged, in the data folder that the section <c>Storage</c> names: the silo's.</summary>
    public static IServiceCollection AddSharedArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton<IArtifactStaging>(provider => new ArtifactStore(
            LocalStore.ArtifactsDirectory(provider.GetRequiredService<IOptions<StorageOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
