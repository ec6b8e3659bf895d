using System.Diagnostics;
using InfernoOrleans.Cli.Commands;
using InfernoOrleans.Cli.Nodes;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>
/// Starts programs away from the terminal, and as another user if need be: by way of this program, which does both and then lets the
/// other take its place, under the same process id. See <see cref="RunApartCommand"/>.
/// </summary>
internal static class ApartStart
{
    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, UnixAccount? account)
    {
        IEnumerable<string> user = account is null ? [] : [RunApartCommand.AccountOption, account.ToString()];
        var self = Path.Combine(AppContext.BaseDirectory, "InfernoOrleans.Cli.dll");
        return new ProcessStartInfo(NodeProgram.DotnetPath, [self, RunApartCommand.Name, .. user, "--", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and everything that it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, UnixAccount? account, CancellationToken cancellationToken)
    {
        var start = Describe(program, arguments, account);
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new CommandFailedException($"Cannot start {program}.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
