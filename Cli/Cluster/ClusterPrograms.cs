using System.Globalization;
using System.Text.RegularExpressions;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>How the silos and the gateway of a cluster are run.</summary>
/// <param name="settings">The cluster.</param>
/// <param name="connectionString">Its PostgreSQL server.</param>
internal sealed partial class ClusterPrograms(ClusterSettings settings, string connectionString)
{
    public const string Gateway = "gateway";

    private readonly string siloProgram = NodeProgram.Find("Silo");
    private readonly string gatewayProgram = NodeProgram.Find("Gateway.Api");

    /// <param name="number">Its number, from 1.</param>
    /// <param name="siloPort">Where silos talk to it.</param>
    /// <param name="gatewayPort">Where gateways talk to it.</param>
    public ChildLaunch Silo(int number, int siloPort, int gatewayPort)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"silo-{number}");
        return Launch(
            name,
            ProcessRole.Silo,
            siloProgram,
            new Dictionary<string, int> { ["silo"] = siloPort, ["gateway"] = gatewayPort },
            [
                $"--Cluster:SiloName={name}",
                $"--Cluster:SiloPort={siloPort}",
                $"--Cluster:GatewayPort={gatewayPort}",
                "--Silo:ReadyLine=json",
                "--Silo:ExitWithStandardInput=true",
            ]);
    }

    /// <param name="port">Where it serves HTTP.</param>
    public ChildLaunch HttpGateway(int port) => Launch(
        Gateway,
        ProcessRole.Gateway,
        gatewayProgram,
        new Dictionary<string, int> { ["http"] = port },
        [
            .. settings.Access.Arguments(port),
            "--Gateway:ReadyLine=json",
            "--Gateway:ExitWithStandardInput=true",
        ]) with
    {
        // The first key, which is printed once. It would be in the log for ever.
        IsSecret = line => Key().IsMatch(line),
    };

    /// <summary>As the gateway makes keys.</summary>
    [GeneratedRegex("inferno_[A-Za-z0-9_-]{43}")]
    private static partial Regex Key();

    private ChildLaunch Launch(
        string name, ProcessRole role, string program, IReadOnlyDictionary<string, int> ports, IEnumerable<string> arguments) => new()
        {
            Name = name,
            Role = role,
            Program = NodeProgram.DotnetPath,
            Arguments = [program, "--Cluster:Mode=postgres", $"--Storage:DataDirectory={settings.Folder.Data(name)}", .. arguments],
            Environment = new Dictionary<string, string> { ["Cluster__ConnectionString"] = connectionString },
            Ports = ports,
            ReadyAsync = async (child, ended) =>
            {
                await child.FirstLine.WaitAsync(ended);
                return child.Pid;
            },
            RequestStop = child => child.Signal(UnixProcess.Terminate),
        };
}
