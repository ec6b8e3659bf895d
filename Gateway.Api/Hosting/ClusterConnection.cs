using InfernoOrleans.Grains.Hosting;
using Orleans.Dashboard;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>How the gateway reaches the grains.</summary>
internal static class ClusterConnection
{
    public static void Add(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        builder.Services.AddClusterOptions();
        switch (options.Mode)
        {
            case ClusterMode.Embedded:
                builder.UseOrleans(silo => silo.AddInferno().UseLocalCluster(options));
                break;
            case ClusterMode.Localhost:
                builder.UseOrleansClient(client => client.UseLocalCluster(options).AddDashboard());
                builder.Services.AddSharedArtifacts();
                break;
            default:
                throw new ConfigurationException($"Cluster:Mode is '{options.Mode}'; it must be embedded or localhost.");
        }
    }
}
