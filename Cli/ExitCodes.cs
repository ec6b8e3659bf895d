namespace InfernoOrleans.Cli;

/// <summary>What the process says with its exit status; documented in the root command's help.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The operation failed, or the server refused it.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or what it points to, cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>No server answers at the URL.</summary>
    public const int Unreachable = 3;

    /// <summary>Stopped by Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
