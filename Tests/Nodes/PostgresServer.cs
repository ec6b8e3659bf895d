using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>A PostgreSQL server of the tests' own, on a free port of loopback, with a database for whoever asks for one.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    /// <summary>The files of an empty server, of which each has a copy: making them takes longer than copying them.</summary>
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private readonly DirectoryInfo data;
    private Process? process;
    private int databases;

    private PostgresServer(DirectoryInfo data, int port)
    {
        this.data = data;
        Port = port;
    }

    /// <summary>Where the server's programs are; null where they are not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    public int Port { get; }

    public int ProcessId => process!.Id;

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(await CreateFolderAsync(), FreePort());
        await RunAsync(Unprivileged("/bin/cp", "-R", await Template.Value, server.Cluster));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server on what it kept.</summary>
    public async Task StartAgainAsync()
    {
        process = Process.Start(Unprivileged(
            "postgres", "-D", Cluster, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "max_connections=200"))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var begun = Stopwatch.GetTimestamp(); ; )
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(begun) < MostPatience && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>An empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Stops the server at once, its files being whole all the same.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal to the server and all the processes that serve its connections.</summary>
    public Task SignalAsync(string signal) =>
        RunAsync(
            "sh",
            "-c",
            // Those that serve connections may end meanwhile.
            $"kill -{signal} {ProcessId} && for child in $(cat /proc/{ProcessId}/task/{ProcessId}/children); do kill -{signal} $child 2>/dev/null || true; done");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await SignalAsync("CONT");
            await RunAsync("kill", "-QUIT", ProcessId.ToString(CultureInfo.InvariantCulture));
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        data.Delete(recursive: true);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var folder = await CreateFolderAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var template = Path.Combine(folder.FullName, "template");
        await RunAsync(Unprivileged("initdb", "-D", template, "-U", User, "-A", "trust", "--no-sync"));
        return template;
    }

    private static async Task<DirectoryInfo> CreateFolderAsync()
    {
        // World-readable down to the data: the server does not run as root.
        var folder = Directory.CreateTempSubdirectory("inferno-postgres-");
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, folder.UnixFileMode | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            await RunAsync("chown", User, folder.FullName);
        }

        return folder;
    }

    private string Cluster => Path.Combine(data.FullName, "cluster");

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username={User};Database={database}";

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString(database)};Pooling=false;Timeout=5");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static ProcessStartInfo Unprivileged(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        return Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" }
            : new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static Task RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}: {await errors}");
    }

    private static string? FindPrograms() =>
        (Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
