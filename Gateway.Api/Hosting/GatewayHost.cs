using System.Text.Json.Serialization;
using InfernoOrleans.Gateway.Api.Audit;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Cluster;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Health;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Gateway.Api.Limits;
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
        builder.Services.AddSingleton<RefusalLog>();
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
        builder.AddLimits();
        builder.Services.AddInfernoOpenApi();
        builder.Services.AddSingleton(TimeProvider.System);

        builder.Services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, EveryAnswer>());
        var options = Options<GatewayOptions>(builder.Configuration, GatewayOptions.Section, new GatewayOptionsValidator());
        var keys = Options<GatewayKeyOptions>(builder.Configuration, GatewayKeyOptions.Section, new GatewayKeyOptionsValidator());
        var listening = Listening.From(builder.Configuration, options, keys);
        builder.AddInfernoTelemetry(TelemetryRegistration.Gateway, $"{Environment.MachineName}:{Environment.ProcessId}", isScraped: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.ShutdownTimeout);
        builder.Services.AddHostedService<Draining>();
        builder.Services.AddSingleton<IConnectionListenerFactory, LingeringTransport>();
        var hosts = builder.Configuration["AllowedHosts"];
        builder.Services.PostConfigure<HostFilteringOptions>(filter =>
        {
            filter.IncludeFailureMessage = false;
            IEnumerable<string> allowed = string.IsNullOrEmpty(hosts) ? listening.DefaultHosts : filter.AllowedHosts;
            filter.AllowedHosts = listening.OwnHost is { } own ? [.. allowed, own] : [.. allowed];
        });
        builder.Services.AddCors();
        builder.Services.AddSingleton(listening);
        builder.Services.AddHostedService<OpenWarning>();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            listening.Apply(server);
        });
        ClusterConnection.Add(builder);

        // After the cluster, so that they start when grains can be called and stop while they still can.
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditTrail>());
        builder.Services.AddKeys(keys, listening);

        var app = builder.Build();
        app.Services.BeginTelemetry();
        app.Services.GetRequiredService<HttpInstruments>();
        app.Services.GetRequiredService<RoutingInstruments>();
        app.UseRequestLimit();
        app.UseOwnSiteOnly();
        app.UseKeys(keys, listening);
        app.UseAudit();
        app.UseDeadlines();
        app.UseBodyLimit();
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
        api.MapKeys();
        api.MapAudit();
        api.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics")
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).WithTags("Operations").ForRole(Role.Reader).ExcludeFromDescription();
        app.MapReference();
        app.MapOrleansDashboard("/dashboard").WithTags("Dashboard").ForRole(Role.Admin);
        return app;
    }

    /// <summary>The server is set up from these before anything validates options, so they are validated here.</summary>
    private static T Options<T>(ConfigurationManager configuration, string section, IValidateOptions<T> validator)
        where T : class, new()
    {
        var options = configuration.GetSection(section).Get<T>() ?? new T();
        var result = validator.Validate(name: null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(section, typeof(T), result.Failures);
    }
}
