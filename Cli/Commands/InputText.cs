namespace InfernoOrleans.Cli.Commands;

/// <summary>Text from a file, or from standard input where a dash is given in place of a file.</summary>
internal static class InputText
{
    public const string StandardInput = "-";

    /// <summary>Reading a terminal blocks whatever the token says, so Ctrl-C leaves the read behind.</summary>
    public static Task<string> ReadAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(() => ReadToEnd(path), cancellationToken).WaitAsync(cancellationToken);

    public static StreamReader Open(string path) =>
        path == StandardInput ? new StreamReader(Console.OpenStandardInput())
        : File.Exists(path) ? new StreamReader(path)
        : throw new CommandFailedException($"There is no file {path}.", ExitCodes.Usage);

    private static string ReadToEnd(string path)
    {
        using var reader = Open(path);
        return reader.ReadToEnd();
    }
}
