using InfernoOrleans.Grains.Hosting;
using Orleans.Dashboard;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>How the gateway reaches the grains.</summary>
internal static class ClusterConnection
{
    public static void Add(WebApplicationBuilder builder)
    {
        var options = ClusterOptions.From(builder.Configuration);
        builder.Services.AddClusterOptions();
        if (options.Mode == ClusterMode.Embedded)
        {
            builder.UseOrleans(silo => silo.AddInferno().UseCluster(options));
            return;
        }

        builder.UseOrleansClient(client => client.UseCluster(options).AddDashboard());
        builder.Services.AddSharedArtifacts(options);
    }
}
