using System.Text.Json.Serialization;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Cluster;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Health;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.Models;
using InfernoOrleans.Gateway.Api.Namespaces;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Puts the gateway together: with a silo in the same process when embedded, as a client of the silo process otherwise.</summary>
internal static class GatewayHost
{
    /// <summary>Creates the application, ready to run.</summary>
    /// <exception cref="ConfigurationException">It cannot run as it was configured.</exception>
    public static WebApplication Create(string[] args)
    {
        // Settings lie beside the program, whatever folder it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.UseStandardError();

        builder.Services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        builder.Services.TryAddSingleton<KnownGateways>();
        builder.Services.AddSingleton<DeploymentRoutes>();
        builder.Services.AddSingleton<ReplicaRouter>();
        builder.Services.AddSingleton<ServiceCall>();
        builder.Services.AddSingleton<EventStreams>();
        builder.Services.AddSingleton<EventTail>();
        builder.Services.AddSingleton<HttpInstruments>();
        builder.Services.AddSingleton<RoutingInstruments>();
        builder.Services.AddHostedService<ReadyLine>();
        builder.Services.AddHostedService(services => new StandardInputWatch(
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<IOptions<GatewayOptions>>().Value.ExitWithStandardInput));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);

            // Numbers in texts are refused, so the description must not allow them.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.AddInfernoOpenApi();
        builder.Services.AddSingleton(TimeProvider.System);

        builder.Services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, EveryAnswer>());
        var options = Options(builder.Configuration);
        builder.AddInfernoTelemetry(TelemetryRegistration.Gateway, $"{Environment.MachineName}:{Environment.ProcessId}", isScraped: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.ShutdownTimeout);
        builder.Services.AddHostedService<Draining>();
        builder.Services.AddSingleton<IConnectionListenerFactory, LingeringTransport>();
        builder.Services.PostConfigure<HostFilteringOptions>(hosts =>
        {
            hosts.IncludeFailureMessage = false;
            hosts.AllowedHosts = [.. hosts.AllowedHosts, options.Host];
        });
        LoopbackOnly.CheckAddresses(builder.Configuration);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.MaxJsonBytes;
            LoopbackOnly.Enforce(server);
            LoopbackOnly.Listen(server, options);
        });
        ClusterConnection.Add(builder);

        var app = builder.Build();
        app.Services.BeginTelemetry();
        app.Services.GetRequiredService<HttpInstruments>();
        app.Services.GetRequiredService<RoutingInstruments>();
        app.UseOwnSiteOnly();
        app.UseDeadlines();
        var api = app.MapBounded();
        api.MapDeployments();
        api.MapServices();
        api.MapDeployedTasks();
        api.MapReplicas();
        api.MapProcesses();
        api.MapModels();
        api.MapExecute();
        api.MapDeploymentStats();
        api.MapNodes();
        api.MapTasks();
        api.MapTaskResults();
        api.MapComputeEvents();
        api.MapActivations();
        api.MapAgents();
        api.MapAngelState();
        api.MapDialogues();
        api.MapAngelEvents();
        api.MapNamespaces();
        api.MapBinds();
        api.MapCluster();
        api.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics")
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).WithTags("Operations").ForRole(Role.Reader);
        app.MapReference();
        app.MapOrleansDashboard("/dashboard").WithTags("Dashboard").ForRole(Role.Admin);
        return app;
    }

    /// <summary>The server is set up from these before anything validates options, so they are validated here.</summary>
    private static GatewayOptions Options(ConfigurationManager configuration)
    {
        var options = configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
        var result = new GatewayOptionsValidator().Validate(name: null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(GatewayOptions.Section, typeof(GatewayOptions), result.Failures);
    }
}
