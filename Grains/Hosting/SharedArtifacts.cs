using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Artifacts;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>The silos' artifact store, for a gateway process beside them.</summary>
public static class SharedArtifacts
{
    /// <summary>
    /// Adds the place where uploads are staged: the cluster's database, or the data folder that the section <c>Storage</c> names, which
    /// has to be the silo's.
    /// </summary>
    public static IServiceCollection AddSharedArtifacts(this IServiceCollection services, ClusterOptions cluster)
    {
        services.TryAddSingleton(TimeProvider.System);
        if (cluster.Mode == ClusterMode.Postgres)
        {
            services.AddSingleton(provider => new PostgresEngine(
                PostgresConnection.Complete(cluster.ConnectionString!, "inferno gateway"), provider.GetRequiredService<TimeProvider>()));
            return services.AddSingleton<IArtifactStaging, PostgresUploads>();
        }

        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        return services.AddSingleton<IArtifactStaging>(provider => new FileArtifacts(
            LocalStore.ArtifactsDirectory(provider.GetRequiredService<IOptions<StorageOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()));
    }
}
