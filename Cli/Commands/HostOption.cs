using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The option that says where a node listens.</summary>
internal static class HostOption
{
    public static Option<string> Create()
    {
        var host = new Option<string>("--host")
        {
            Description = "The loopback address to listen on.",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        host.Validators.Add(RefuseOffLoopback);
        return host;
    }

    private static void RefuseOffLoopback(OptionResult result)
    {
        var host = result.GetValueOrDefault<string>();
        if (host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))) { return; }

        result.AddError(
            $"--host {host} is refused: a node without API keys must not be reachable from other machines. Use 127.0.0.1, ::1 or localhost.");
    }
}
