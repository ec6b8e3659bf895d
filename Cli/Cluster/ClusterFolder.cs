namespace InfernoOrleans.Cli.Cluster;

/// <summary>Where everything of a cluster on one machine lies.</summary>
/// <param name="path">The folder.</param>
internal sealed class ClusterFolder(string path)
{
    public string Root { get; } = Path.GetFullPath(path);

    /// <summary>The state of the processes, for programs to read.</summary>
    public string State => Path.Combine(Root, "cluster.json");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The database of the cluster's own; another account's when we are root.</summary>
    public string Postgres => Path.Combine(Root, "postgres");

    public string PostgresPassword => Path.Combine(Root, "postgres.password");

    public string Log(string process) => Path.Combine(Logs, process + ".log");

    /// <summary>The data folder of a silo or of the gateway.</summary>
    public string Data(string process) => Path.Combine(Root, "data", process);

    /// <summary>What is said to whoever asks for the cluster of a folder that has none.</summary>
    public CommandFailedException NotRunning() =>
        new($"No cluster runs in {Root}. Start one with ./inferno cluster up --data {Root}, or name its folder with --data.");

    /// <summary>Keeps every other supervisor out, until it is disposed or this process ends however that may be.</summary>
    /// <exception cref="CommandFailedException">Another has it, or there can be no such folder.</exception>
    public IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{Root} cannot be a folder: {failure.Message} Choose another with --data.", ExitCodes.Usage);
        }

        try
        {
            return new FileStream(Path.Combine(Root, "cluster.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CommandFailedException(
                $"A cluster runs in {Root} already. Ask it how it is with ./inferno cluster status --data {Root}, stop it with "
                + $"./inferno cluster down --data {Root}, or give this one a folder of its own with --data.");
        }
    }
}
