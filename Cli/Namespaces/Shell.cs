using InfernoOrleans.Cli.Output;

namespace InfernoOrleans.Cli.Namespaces;

/// <summary>A small shell over the namespace. A command that fails says why; the shell goes on.</summary>
internal sealed class Shell(FileCommands files, Terminal terminal)
{
    private const string Help = """
        ls [-l] [PATH…]                list directories
        cat PATH…                      read files
        echo [-n] WORD… [> PATH]       print words, or write them to a file
        cd [PATH], pwd                 go to a directory; where am I
        mkdir PATH…, rm PATH…          create directories; remove files and empty directories
        bind [-a|-b] [-c] SOURCE TARGET    have TARGET show what SOURCE shows (-b before, -a after what is there)
        mount [-a|-b] [-c] SOURCE TARGET   the same with a path of the cluster or of a tree, such as #models/deploy-3
        unmount [SOURCE] TARGET        undo it
        ns                             what is bound and mounted
        help, exit [CODE]
        """;

    /// <summary>With what the shell ends: the outcome of the last command.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Whether it was told to exit.</summary>
    public bool HasExited { get; private set; }

    public async Task RunAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var command in ShellLine.Parse(line))
            {
                await TryRunAsync(command, cancellationToken);
                if (HasExited) { return; }
            }
        }
        catch (CommandFailedException wrong)
        {
            Fail(wrong);
        }
    }

    private async Task TryRunAsync(ShellCommand command, CancellationToken cancellationToken)
    {
        try
        {
            // As elsewhere, exit alone ends with the outcome of the command before it.
            if (command.Words[0] != "exit") { ExitCode = ExitCodes.Ok; }

            await RunAsync(command, cancellationToken);
        }
        catch (CommandFailedException failure) when (failure.ExitCode != ExitCodes.Unreachable)
        {
            Fail(failure);
        }
    }

    private void Fail(CommandFailedException failure)
    {
        terminal.Fail(failure.Message, failure.ProblemJson);
        ExitCode = failure.ExitCode;
    }

    private Task RunAsync(ShellCommand command, CancellationToken cancellationToken)
    {
        var name = command.Words[0];
        if (command.Target is not null && name != "echo")
        {
            throw Wrong($"{name} does not write to files; echo does.");
        }

        var words = new ShellWords(command.Words);
        switch (name)
        {
            case "ls":
                var isLong = words.TakeFlags("l").Contains('l');
                return files.ListAsync(words.Rest, isLong, cancellationToken);
            case "cat":
                return files.ReadAsync(words.RestOf(1, int.MaxValue), cancellationToken);
            case "echo":
                return EchoAsync(words, command.Target, cancellationToken);
            case "cd":
                return files.ChangeDirectoryAsync(words.RestOf(0, 1).FirstOrDefault(FilePath.Root), cancellationToken);
            case "pwd":
                words.RestOf(0, 0);
                terminal.WriteLine(files.Directory);
                return Task.CompletedTask;
            case "mkdir":
                return files.CreateDirectoriesAsync(words.RestOf(1, int.MaxValue), cancellationToken);
            case "rm":
                return RemoveAsync(words.RestOf(1, int.MaxValue), cancellationToken);
            case "bind" or "mount":
                return BindAsync(words, mounts: name == "mount", cancellationToken);
            case "unmount":
                var paths = words.RestOf(1, 2);
                return files.UnmountAsync(paths.Count == 2 ? paths[0] : null, paths[^1], cancellationToken);
            case "ns":
                words.RestOf(0, 0);
                return files.ShowBindingsAsync(cancellationToken);
            case "help":
                terminal.WriteLine(Help);
                return Task.CompletedTask;
            case "exit":
                Exit(words.RestOf(0, 1));
                return Task.CompletedTask;
            default:
                throw Wrong($"There is no command '{name}'; help lists them.");
        }
    }

    private Task EchoAsync(ShellWords words, string? target, CancellationToken cancellationToken)
    {
        var isOpen = words.TakeFlags("n").Contains('n');
        var text = string.Join(' ', words.Rest) + (isOpen ? "" : "\n");
        if (target is not null) { return files.WriteAsync(text, target, cancellationToken); }

        terminal.Write(text);
        return Task.CompletedTask;
    }

    private async Task RemoveAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths) { await files.RemoveAsync(path, cancellationToken); }
    }

    private Task BindAsync(ShellWords words, bool mounts, CancellationToken cancellationToken)
    {
        var flags = words.TakeFlags("abc");
        if (flags.Contains('a') && flags.Contains('b'))
        {
            throw Wrong("-a is after and -b before: give one of them.");
        }

        var paths = words.RestOf(2, 2);
        var order = flags.Contains('a') ? "after" : flags.Contains('b') ? "before" : null;
        return files.BindAsync(paths[0], paths[1], order, flags.Contains('c'), mounts, cancellationToken);
    }

    private void Exit(IReadOnlyList<string> words)
    {
        if (words is [var word])
        {
            ExitCode = byte.TryParse(word, out var code) ? code : throw Wrong($"exit takes a number from 0 to 255, not '{word}'.");
        }

        HasExited = true;
    }

    private static CommandFailedException Wrong(string message) => new(message, ExitCodes.Usage);
}
