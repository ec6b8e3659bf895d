using System.Text.Json;
using InfernoOrleans.Grains.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Tells on standard output, once, that requests can be sent and where. Logs go to standard error.</summary>
internal sealed class ReadyLine(
    IServer server, IHostApplicationLifetime lifetime, Listening listening, IOptions<GatewayOptions> options, IOptions<ClusterOptions> cluster,
    IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var address = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());

        // What stands for all addresses is none to send requests to.
        var url = $"http://{(options.Value.Host == "localhost" || listening.OwnHost is null ? "localhost" : address.Host)}:{address.Port}";
        var data = cluster.Value.Mode == ClusterMode.Postgres ? null : Path.GetFullPath(configuration["Storage:DataDirectory"] ?? ".inferno");
        switch (options.Value.ReadyLine)
        {
            case ReadyLineFormat.Json:
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    @event = "ready",
                    url,
                    dashboard = $"{url}/dashboard/",
                    reference = $"{url}/reference",
                    data,
                    pid = Environment.ProcessId,
                }));
                break;
            case ReadyLineFormat.Text:
                Console.Out.WriteLine(
                    $"InfernoOrleans is ready at {url}   (reference {url}/reference, dashboard {url}/dashboard/{(data is null ? "" : $", data in {data}")})");
                break;
        }

        Console.Out.Flush();
    }
}
