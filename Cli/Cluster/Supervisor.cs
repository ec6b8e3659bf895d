using System.Globalization;
using System.Runtime.Versioning;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>Runs a cluster on this machine: PostgreSQL if it has its own, the silos, and the gateway in front of them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly ClusterSettings settings;
    private readonly TimeProvider time;
    private readonly Action<string> say;
    private readonly FreePorts ports = new(new Random());
    private readonly Lock gate = new();
    private readonly List<SupervisedProcess> processes = [];
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri url;
    private readonly int port;
    private string control = "";
    private ClusterPrograms? programs;

    /// <param name="settings">The cluster.</param>
    /// <param name="time">Measures lives, pauses and patience.</param>
    /// <param name="say">Takes a line for people about each event.</param>
    public Supervisor(ClusterSettings settings, TimeProvider time, Action<string> say)
    {
        this.settings = settings;
        this.time = time;
        this.say = say;
        port = settings.Port == 0 ? ports.Next() : settings.Port;
        url = settings.Access.UrlFromHere(port);
    }

    /// <summary>Runs until it is told to stop, by a command or by <see cref="Stop"/>.</summary>
    /// <param name="ready">Called when requests can be sent.</param>
    /// <param name="hurry">Kills what is still running.</param>
    /// <exception cref="CommandFailedException">It cannot run as it was told to.</exception>
    public async Task RunAsync(Action<ClusterReady> ready, CancellationToken hurry)
    {
        using var only = settings.Folder.Lock();
        CheckPort();
        if (ClusterState.Read(settings.Folder.State) is { } earlier) { await Leftovers.ClearAsync(earlier, say, stop.Token); }

        await using var server = new ControlServer(HandleAsync);
        control = server.Address;
        try
        {
            Save();
            await StartAsync(stop.Token);
            ready(new ClusterReady(url, new Uri(url, "dashboard/"), new Uri(url, "reference"), settings.Folder.Root, Records()));
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop, perhaps while it was starting.
        }
        finally
        {
            await stop.CancelAsync();
            await StopAllAsync(hurry);
            stopped.SetResult();
        }
    }

    /// <summary>Ends <see cref="RunAsync"/> in order.</summary>
    public void Stop() => stop.Cancel();

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Dispose();
        }

        stop.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var connectionString = settings.ConnectionString ?? await StartDatabaseAsync(cancellationToken);
        programs = new ClusterPrograms(settings, connectionString);
        List<SupervisedProcess> started = [];
        for (var number = 1; number <= settings.Silos; number++)
        {
            started.Add(Run(programs.Silo(number, ports.Next(), ports.Next())));
        }

        started.Add(Run(programs.HttpGateway(port)));
        await foreach (var ready in Task.WhenEach(started.Select(process => process.Ready)).WithCancellation(cancellationToken))
        {
            await ready;
        }
    }

    private async Task<string> StartDatabaseAsync(CancellationToken cancellationToken)
    {
        var database = await Postgres.PostgresServer.PrepareAsync(settings.Folder, ports.Next(), say, cancellationToken);
        await Run(database.Launch()).Ready.WaitAsync(cancellationToken);
        return database.ConnectionString;
    }

    private SupervisedProcess Run(ChildLaunch launch)
    {
        var process = new SupervisedProcess(launch, new RollingLog(settings.Folder.Log(launch.Name)), time, Save, Tell);
        lock (gate)
        {
            // Whoever is added after this moment would not be stopped.
            stop.Token.ThrowIfCancellationRequested();
            processes.Add(process);
        }

        process.Start();
        return process;
    }

    /// <summary>The gateway first, so that it has silos until its last answer; then a silo at a time, so that each can hand over; the database last.</summary>
    private async Task StopAllAsync(CancellationToken hurry)
    {
        SupervisedProcess[] all;
        lock (gate) { all = [.. processes]; }
        foreach (var process in all.OrderBy(process => process.Record.Role switch { ProcessRole.Gateway => 0, ProcessRole.Silo => 1, _ => 2 }))
        {
            await process.StopAsync(Patience, hurry);
        }
    }

    private async Task<ControlAnswer> HandleAsync(ControlRequest request)
    {
        switch (request.Verb)
        {
            case ControlVerb.Status:
                return new ControlAnswer(Records());
            case ControlVerb.Kill:
                return await KillAsync(request.Name);
            case ControlVerb.Add:
                return await AddAsync();
            case ControlVerb.Down:
                Tell("Told to stop.");
                Stop();
                await stopped.Task;
                return new ControlAnswer(Records(), "The cluster has stopped.");
            default:
                return Refuse($"There is no command {request.Verb}.");
        }
    }

    private async Task<ControlAnswer> KillAsync(string? name)
    {
        SupervisedProcess? process;
        lock (gate) { process = processes.Find(candidate => candidate.Record.Name == name); }
        if (process is null)
        {
            return Refuse($"There is no process {name}; there are {string.Join(", ", Records().Select(record => record.Name))}.");
        }

        var pid = process.Record.Pid;
        if (!process.Kill()) { return Refuse($"{name} is {process.Record.State.ToString().ToLowerInvariant()} and has no process to kill."); }

        // Until its end is known here: what is answered would show it running.
        for (var waited = TimeSpan.Zero; process.Record.Pid == pid && waited < KillPatience; waited += Poll)
        {
            await Task.Delay(Poll, time);
        }

        return new ControlAnswer(Records(), $"Killed {name} (process {pid}); it is started again.");
    }

    private async Task<ControlAnswer> AddAsync()
    {
        if (programs is not { } known || stop.IsCancellationRequested) { return Refuse("The cluster is starting or stopping; a silo can be added when it runs."); }

        SupervisedProcess process;
        try
        {
            lock (gate)
            {
                var number = Enumerable.Range(1, ClusterSettings.MaxSilos).FirstOrDefault(IsUnused);
                if (number == 0) { return Refuse($"There are {ClusterSettings.MaxSilos} silos; more do not fit on one machine."); }

                process = Run(known.Silo(number, ports.Next(), ports.Next()));
            }

            await process.Ready.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            return Refuse("The cluster is stopping.");
        }
        catch (CommandFailedException failure)
        {
            return Refuse(failure.Message);
        }

        return new ControlAnswer(Records(), $"{process.Record.Name} runs.");
    }

    private bool IsUnused(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"silo-{number}");

        // One that never came up has stopped for good, and makes room for another of its name.
        processes.RemoveAll(process => process.Record is { State: ProcessState.Stopped } record && record.Name == name && process.Ready.IsFaulted);
        return !processes.Exists(process => process.Record.Name == name);
    }

    private ControlAnswer Refuse(string reason) => new(Records(), Error: reason);

    private ProcessRecord[] Records()
    {
        lock (gate) { return [.. processes.Select(process => process.Record)]; }
    }

    private void Save()
    {
        lock (gate)
        {
            var state = new ClusterState { Supervisor = Environment.ProcessId, Control = control, Url = url, Processes = Records() };
            try
            {
                state.Write(settings.Folder.State);
            }
            catch (IOException failure)
            {
                // A full disk, say. The processes matter more than what is written of them.
                Tell($"{settings.Folder.State} could not be written: {failure.Message}");
            }
        }
    }

    private void Tell(string sentence) => say(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {sentence}"));

    private void CheckPort()
    {
        if (!FreePorts.IsFree(settings.Access.Address, port))
        {
            throw new CommandFailedException($"Port {port} of {settings.Access.Host} is in use. Choose another with --port.", ExitCodes.Usage);
        }
    }
}
