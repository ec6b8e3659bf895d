using System.Globalization;
using System.Security.Cryptography;

namespace InfernoOrleans.Cli.Cluster.Postgres;

/// <summary>A PostgreSQL server of the cluster's own, on loopback. What it holds survives it: the next start continues with it.</summary>
internal sealed class PostgresServer
{
    public const string Name = "postgres";

    private const string User = "inferno";

    // Each silo and the gateway have a pool of 20, and a few are left for people.
    private const int ConnectionsEach = 20;
    private const int ConnectionsForPeople = 20;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(10);

    /// <summary>
    /// PostgreSQL does not notice when the supervisor is gone, so a shell stands between: told to stop it does so at once, and at the end
    /// of its input, which the system closes however the supervisor ends, after the silos had a moment to leave. SIGINT ends a server
    /// fast and cleanly; one that is just starting may miss it.
    /// </summary>
    private const string Watch = """
        exec 3<&0
        "$@" 3<&- </dev/null &
        server=$!
        {
          read -r word || for second in 1 2 3 4; do kill -0 "$server" || exit; sleep 1; done
          tries=0
          while kill -INT "$server"; do
            tries=$((tries + 1))
            [ "$tries" -lt 60 ] || kill -QUIT "$server"
            sleep 0.5
          done
        } <&3 >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait "$server"
        code=$?
        kill "$watch" 2>/dev/null
        exit "$code"
        """;

    private readonly ClusterFolder folder;
    private readonly PostgresBinaries binaries;
    private readonly UnixAccount? account;
    private readonly PostmasterFile postmaster;
    private readonly int port;
    private readonly string password;

    private PostgresServer(ClusterFolder folder, PostgresBinaries binaries, UnixAccount? account, int port, string password)
    {
        this.folder = folder;
        this.binaries = binaries;
        this.account = account;
        this.port = port;
        this.password = password;
        postmaster = new PostmasterFile(Data(folder));
    }

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={User};Password={password};Database=postgres");

    /// <summary>Finds the programs, and makes the database when there is none in the folder.</summary>
    /// <exception cref="CommandFailedException">It cannot run here; the message says what to do.</exception>
    public static async Task<PostgresServer> PrepareAsync(ClusterFolder folder, int port, Action<string> say, CancellationToken cancellationToken)
    {
        var data = Data(folder);
        var version = Path.Combine(data, "PG_VERSION");
        var account = PostgresAccount.Find();
        var exists = Directory.Exists(data);
        if (account is not null)
        {
            Directory.CreateDirectory(folder.Postgres);
            UnixProcess.ChangeOwner(folder.Postgres, account);
            await PostgresAccount.CheckReachAsync(account, folder.Postgres, cancellationToken);
        }

        var binaries = PostgresBinaries.Find(File.Exists(version) ? (await File.ReadAllTextAsync(version, cancellationToken)).Trim() : null);
        if (!exists)
        {
            say($"Making a database in {folder.Postgres} …");
            await InitializeAsync(folder, binaries, account, cancellationToken);
        }

        return new PostgresServer(folder, binaries, account, port, await ReadPasswordAsync(folder, cancellationToken));
    }

    /// <summary>How the server is run.</summary>
    public ChildLaunch Launch() => new()
    {
        Name = Name,
        Role = ProcessRole.Postgres,
        Program = "/bin/sh",
        Arguments = ["-c", Watch, "sh", binaries.Postgres, "-D", Data(folder), .. Settings(port).SelectMany(setting => (string[])["-c", setting])],
        Environment = new Dictionary<string, string> { ["LC_ALL"] = "C" },
        Account = account,
        Ports = new Dictionary<string, int> { [Name] = port },
        PrepareAsync = StopEarlierAsync,
        ReadyAsync = WaitUntilReadyAsync,
        RequestStop = child => child.Tell("stop"),
    };

    /// <summary>Durability is left on. The rest keeps a server small that shares a machine with its silos.</summary>
    private static IEnumerable<string> Settings(int port) =>
    [
        $"port={port}",
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        $"max_connections={(ConnectionsEach * (ClusterSettings.MaxSilos + 1)) + ConnectionsForPeople}",
        "shared_buffers=64MB",
        "max_wal_size=256MB",
        "log_destination=stderr",
        "logging_collector=off",
    ];

    private static string Data(ClusterFolder folder) => Path.Combine(folder.Postgres, "data");

    /// <summary>In a folder beside, which takes its name when it is complete: what is interrupted starts over.</summary>
    private static async Task InitializeAsync(
        ClusterFolder folder, PostgresBinaries binaries, UnixAccount? account, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Postgres);
        var unfinished = Data(folder) + ".new";
        if (Directory.Exists(unfinished)) { Directory.Delete(unfinished, recursive: true); }

        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        await WritePasswordAsync(folder.PostgresPassword, password);

        // A copy that its account can read, for as long as it takes.
        var copy = Path.Combine(folder.Postgres, "password");
        await WritePasswordAsync(copy, password);
        try
        {
            if (account is not null) { UnixProcess.ChangeOwner(copy, account); }
            var (exitCode, output) = await ApartStart.RunAsync(
                binaries.Initdb,
                ["-D", unfinished, $"--username={User}", $"--pwfile={copy}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
                account,
                cancellationToken);
            if (exitCode != 0) { throw new CommandFailedException($"{binaries.Initdb} failed:\n{output}"); }
        }
        finally
        {
            File.Delete(copy);
        }

        Directory.Move(unfinished, Data(folder));
    }

    private static async Task WritePasswordAsync(string path, string password)
    {
        await using var file = PrivateFile.Create(path);
        await using var writer = new StreamWriter(file);
        await writer.WriteAsync(password);
    }

    private static async Task<string> ReadPasswordAsync(ClusterFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(folder.PostgresPassword, cancellationToken)).Trim();
        }
        catch (FileNotFoundException)
        {
            throw new CommandFailedException(
                $"The database in {folder.Postgres} cannot be used without its password, and {folder.PostgresPassword} is missing. "
                + "Put the file back, or choose another folder with --data.",
                ExitCodes.Usage);
        }
    }

    /// <summary>The folder is locked by us, so a server that runs there was left by a supervisor that is gone.</summary>
    private async Task StopEarlierAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { UnixProcess.Interrupt, UnixProcess.Quit })
        {
            if (postmaster.Server is { } server) { UnixProcess.Signal(server, signal); }
            for (var waited = TimeSpan.Zero; postmaster.Server is not null && waited < FastStop; waited += Poll)
            {
                await Task.Delay(Poll, cancellationToken);
            }
        }

        postmaster.RemoveWhenRecycled();
    }

    private async Task<int> WaitUntilReadyAsync(ChildProcess child, CancellationToken ended)
    {
        while (true)
        {
            // The file may still be an earlier server's; that one does not run.
            if (postmaster.Server is { } server && postmaster.IsReady) { return server; }
            await Task.Delay(Poll, ended);
        }
    }
}
