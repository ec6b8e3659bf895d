using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options of every command that talks to a server.</summary>
internal static class ServerOptions
{
    private const string DefaultUrl = "http://localhost:8080";

    private static readonly Option<Uri> Url = new("--url", "--server")
    {
        Description = "The server's address (environment: INFERNO_URL).",
        HelpName = "URL",
        DefaultValueFactory = result => ParseUrl(UrlOfEnvironment ?? DefaultUrl, result)!,
        CustomParser = result => ParseUrl(result.Tokens[0].Value, result),
    };

    /// <summary>The address that the environment gives; null for none.</summary>
    public static string? UrlOfEnvironment => Environment.GetEnvironmentVariable("INFERNO_URL") is { Length: > 0 } url ? url : null;

    private static readonly Option<double?> TimeoutSeconds = new("--timeout")
    {
        Description = "Seconds that the server may take, at most 60. [default: the server's own, 10]",
        HelpName = "SECONDS",
        CustomParser = result => NumberArgument.Read(result, 0.001, 60),
    };

    /// <summary>The option that names a file with an API key; there is none for the key itself, since others can read command lines.</summary>
    private static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = $"A file that holds the API key to use (environment: {AccessKey.Variable}, which holds the key itself).",
        HelpName = "FILE",
    };

    /// <summary>Adds the options and runs <paramref name="run"/> with the client that they describe.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">What it does.</param>
    /// <param name="otherwise">Where the server is when no address is given; null, or an answer of null, for the usual place.</param>
    public static Command Calling(
        this Command command,
        Func<ParseResult, InfernoClient, Terminal, CancellationToken, Task<int>> run,
        Func<ParseResult, Uri?>? otherwise = null)
    {
        command.Add(Url);
        command.Add(TimeoutSeconds);
        command.AddKeyFile();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TimeSpan? timeout = parsed.GetValue(TimeoutSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            var isGiven = parsed.GetResult(Url) is { Implicit: false };
            var url = (isGiven ? null : otherwise?.Invoke(parsed)) ?? parsed.GetRequiredValue(Url);
            using var client = new InfernoClient(url, timeout, key: KeyOf(parsed));
            return await run(parsed, client, TerminalOf(parsed), cancellationToken);
        });
        return command;
    }

    /// <summary>Adds the option that names a file with an API key.</summary>
    public static void AddKeyFile(this Command command) => command.Add(KeyFile);

    /// <summary>The key to use: the file's that was named, else the environment's; null for none.</summary>
    public static AccessKey? KeyOf(ParseResult parsed) =>
        parsed.GetValue(KeyFile) is { } file ? AccessKey.OfFile(file) : AccessKey.OfEnvironment;

    public static Terminal TerminalOf(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(RootOptions.Json));

    public static Uri? ParseUrl(string text, SymbolResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") { return url; }

        result.AddError($"'{text}' is not an http or https URL such as {DefaultUrl}.");
        return null;
    }
}
