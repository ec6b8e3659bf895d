using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>
/// What a container's health check runs: <c>healthcheck [--ready]</c> asks the program that was started with the same settings how it is. It is
/// started every few seconds, so that it builds no host and sends its request by hand.
/// </summary>
public static class HealthCheck
{
    /// <summary>The argument that asks for it.</summary>
    public const string Verb = "healthcheck";

    private const string Ready = "--ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks, and says the answer in a line.</summary>
    /// <param name="args">The arguments behind the verb: <c>--ready</c>, and settings as the program takes them.</param>
    /// <param name="section">The section whose settings say where it listens.</param>
    /// <param name="host">The setting of the host.</param>
    /// <param name="port">The setting of the port.</param>
    /// <param name="otherwise">The port where none is set.</param>
    /// <returns>The exit code: 0 when it is well.</returns>
    public static async Task<int> RunAsync(string[] args, string section, string host, string port, int otherwise)
    {
        var configuration = Configuration([.. args.Where(argument => argument != Ready)]);
        var path = args.Contains(Ready) ? "/health/ready" : "/health/live";
        var set = configuration[$"{section}:{port}"];
        if (!ushort.TryParse(set ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return Say(isWell: false, $"{section}:{port} is '{set ?? "0"}', which is no port that could be asked.");
        }

        var target = new IPEndPoint(AddressOf(configuration[$"{section}:{host}"]), number);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var status = await AskAsync(target, HostHeader(configuration["AllowedHosts"]), path, patience.Token).ConfigureAwait(false);
            return Say(status.StartsWith("200 ", StringComparison.Ordinal), $"http://{target}{path} answers {status}");
        }
        catch (OperationCanceledException)
        {
            return Say(isWell: false, $"http://{target}{path} does not answer within {Patience.TotalSeconds:N0} seconds.");
        }
        catch (SocketException exception)
        {
            return Say(isWell: false, $"http://{target}{path} cannot be asked: {exception.Message}");
        }
    }

    /// <summary>The same sources as those of the program, the later ones winning.</summary>
    private static IConfigurationRoot Configuration(string[] args)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        var configuration = new ConfigurationBuilder();
        foreach (var file in (string[])["appsettings.json", $"appsettings.{environment}.json"])
        {
            var path = Path.Combine(AppContext.BaseDirectory, file);
            if (File.Exists(path))
            {
                configuration.AddJsonStream(new MemoryStream(File.ReadAllBytes(path)));
            }
        }

        return configuration.AddEnvironmentVariables().AddCommandLine(args).Build();
    }

    /// <summary>Loopback, unless the program listens at some other address only.</summary>
    private static IPAddress AddressOf(string? host) =>
        IPAddress.TryParse(host?.Trim('[', ']'), out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : IPAddress.Loopback;

    /// <summary>A host that the program answers for.</summary>
    private static string HostHeader(string? allowed) =>
        allowed?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] && first != "*"
            ? first.Replace("*", "localhost", StringComparison.Ordinal)
            : "localhost";

    /// <returns>The status line without its version.</returns>
    private static async Task<string> AskAsync(IPEndPoint target, string host, string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), cancellationToken).ConfigureAwait(false);
        var answer = new byte[256];
        var length = 0;
        while (length < answer.Length && !answer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var received = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                break;
            }

            length += received;
        }

        var line = Encoding.ASCII.GetString(answer, 0, length).Split('\r')[0];
        return line.Length == 0 ? "nothing" : line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }

    private static int Say(bool isWell, string line)
    {
        Console.Out.WriteLine(line);
        return isWell ? 0 : 1;
    }
}
