using System.Net;

namespace InfernoOrleans.Cli;

/// <summary>Ends a command with one sentence for the user and an exit code.</summary>
/// <param name="message">The sentence.</param>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="problemJson">The server's own words, shown as they are under <c>--json</c>.</param>
/// <param name="status">The status of the server's answer, if there was one.</param>
internal sealed class CommandFailedException(
    string message, int exitCode = ExitCodes.Failed, string? problemJson = null, HttpStatusCode? status = null)
    : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? ProblemJson { get; } = problemJson;

    public HttpStatusCode? Status { get; } = status;
}
