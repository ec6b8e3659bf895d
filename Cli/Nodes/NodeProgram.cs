using System.Runtime.InteropServices;

namespace InfernoOrleans.Cli.Nodes;

/// <summary>Where the node's program is, and how to start it.</summary>
internal static class NodeProgram
{
    /// <summary>
    /// The <c>dotnet</c> that runs this very process: three folders above its runtime, which holds however the process was started.
    /// </summary>
    public static string DotnetPath { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The gateway beside this program, or in the folder that INFERNO_HOME names.</summary>
    public static string FindGateway() => Find("Gateway.Api");

    /// <summary>The program of a project beside this one, or in the folder that INFERNO_HOME names.</summary>
    public static string Find(string project)
    {
        var assembly = $"InfernoOrleans.{project}.dll";
        var home = Environment.GetEnvironmentVariable("INFERNO_HOME");
        var path = home is { Length: > 0 }
            ? Path.GetFullPath(Path.Combine(home, project, assembly))
            : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, BuildFolder, assembly));
        return File.Exists(path)
            ? path
            : throw new CommandFailedException($"The node's program is not at {path}. Build it, or set INFERNO_HOME to the folder that holds {project}/.");
    }

    /// <summary>What to give to <see cref="DotnetPath"/>.</summary>
    public static string[] Arguments(string gateway, NodeSettings settings) =>
    [
        gateway,
        "--Cluster:Mode=embedded",
        .. settings.Access.Arguments(settings.Port),
        $"--Storage:DataDirectory={Path.GetFullPath(settings.DataDirectory)}",
        $"--Gateway:ReadyLine={(settings.ReadyAsJson ? "json" : "text")}",
        $"--Gateway:ExitWithStandardInput={(settings.ExitWithStandardInput ? "true" : "false")}",
    ];

    /// <summary>The configuration this program was built in names its own folder and the gateway's alike.</summary>
    private static string BuildFolder => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
}

/// <summary>How a node is to run.</summary>
/// <param name="Access">Where it listens, and who may use it.</param>
/// <param name="Port">The HTTP port.</param>
/// <param name="DataDirectory">Where it keeps what must survive it.</param>
/// <param name="ReadyAsJson">Whether it says that it is ready in JSON.</param>
/// <param name="ExitWithStandardInput">Whether it stops when its standard input closes, and so with whoever started it.</param>
internal sealed record NodeSettings(GatewayAccess Access, int Port, string DataDirectory, bool ReadyAsJson, bool ExitWithStandardInput);
