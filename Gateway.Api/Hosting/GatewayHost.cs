using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Health;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.Models;
using InfernoOrleans.Gateway.Api.OpenApi;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Puts the gateway together: with a silo in the same process when embedded, as a client of the silo process otherwise.</summary>
public static class GatewayHost
{
    /// <summary>Creates the application, ready to run.</summary>
    /// <exception cref="ConfigurationException">It cannot run as it was configured.</exception>
    public static WebApplication Create(string[] args)
    {
        // Settings lie beside the program, whatever folder it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        builder.Services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        builder.Services.AddSingleton<DeploymentRoutes>();
        builder.Services.AddHostedService<ReadyLine>();
        builder.Services.AddHostedService<StandardInputWatch>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddInfernoOpenApi();
        builder.Services.AddSingleton(TimeProvider.System);

        var options = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.MaxJsonBytes;
            LoopbackOnly.Enforce(server);
            LoopbackOnly.Listen(server, options);
        });
        ClusterConnection.Add(builder);

        var app = builder.Build();
        app.UseRequestIds();
        app.UseProblems();
        app.UseDeadlines();
        app.MapDeployments();
        app.MapModels();
        app.MapExecute();
        app.MapHealth();
        app.MapReference();
        app.MapOrleansDashboard("/dashboard").ForRole(Role.Admin);
        return app;
    }
}
