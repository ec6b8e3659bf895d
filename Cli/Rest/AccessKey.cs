using System.Net.Http.Headers;
using System.Text;

namespace InfernoOrleans.Cli.Rest;

/// <summary>An API key, and where it came from. Only <see cref="Header"/> has the key itself; no message may show that.</summary>
internal sealed class AccessKey
{
    /// <summary>The environment variable that holds a key.</summary>
    public const string Variable = "INFERNO_KEY";

    private const int MostCharacters = 512;

    /// <summary>A file with more is none of a key; it is not read to its end.</summary>
    private const int MostBytes = 4_096;

    private AccessKey(string key, string source)
    {
        Header = new AuthenticationHeaderValue("Bearer", key);
        Source = source;
    }

    /// <summary>What carries it in a request.</summary>
    public AuthenticationHeaderValue Header { get; }

    /// <summary>Where it came from, as the user knows that: a file's path or the variable's name.</summary>
    public string Source { get; }

    /// <summary>The key that the environment gives; null for none.</summary>
    /// <exception cref="CommandFailedException">It is no key.</exception>
    public static AccessKey? OfEnvironment =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Check(text, $"the environment variable {Variable}") : null;

    /// <summary>The key in a file.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or holds no key.</exception>
    public static AccessKey OfFile(string path)
    {
        try
        {
            // Read to its end, not measured: it may be a pipe.
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes];
            var read = file.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
            return read < MostBytes ? Check(Encoding.Latin1.GetString(bytes, 0, read), path) : throw Refuse(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailedException($"--key-file {path} cannot be read: {failure.Message}", ExitCodes.Usage);
        }
    }

    private static AccessKey Check(string text, string source)
    {
        var key = text.Trim();
        return key.Length is > 0 and <= MostCharacters && key.All(letter => letter is > ' ' and <= '~') ? new(key, source) : throw Refuse(source);
    }

    private static CommandFailedException Refuse(string source) =>
        new($"There is no key in {source}: a key is 1 to {MostCharacters} printable ASCII characters without spaces.", ExitCodes.Usage);
}
