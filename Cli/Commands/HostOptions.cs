using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that say where a gateway listens and who may use it.</summary>
internal sealed class HostOptions
{
    private readonly Option<string> host = new("--host")
    {
        Description = "The address to listen on: an IP address, localhost, or * for all. Off loopback every request needs an API key.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => GatewayAccess.Local.Host,
    };

    private readonly Option<bool> requireKeys = new("--require-keys") { Description = "Want an API key of every request on loopback, too." };

    private readonly Option<bool> insecure = new("--insecure")
    {
        Description = "Want no keys off loopback: whoever reaches the port may do everything.",
    };

    public HostOptions() => host.Validators.Add(RefuseNames);

    public void AddTo(Command command)
    {
        command.Add(host);
        command.Add(requireKeys);
        command.Add(insecure);
        command.Validators.Add(result =>
        {
            if (result.GetValue(requireKeys) && result.GetValue(insecure)) { result.AddError("Give either --require-keys or --insecure."); }
        });
    }

    public GatewayAccess Read(ParseResult parsed) =>
        new(parsed.GetRequiredValue(host), parsed.GetValue(requireKeys), parsed.GetValue(insecure));

    private static void RefuseNames(OptionResult result)
    {
        var text = result.GetValueOrDefault<string>();
        if (!GatewayAccess.IsHost(text)) { result.AddError($"--host takes an IP address, localhost, or * for all addresses, not '{text}'."); }
    }
}
