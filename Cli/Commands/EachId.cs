using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The same for each of the things that are named: one id that is refused does not keep the others.</summary>
internal static class EachId
{
    /// <param name="ids">The ids.</param>
    /// <param name="act">Does it, and answers with a sentence for the user.</param>
    /// <param name="terminal">Where what became of them is told.</param>
    public static async Task<int> RunAsync(string[] ids, Func<string, Task<string>> act, Terminal terminal)
    {
        var reports = new List<IdReport>();
        foreach (var id in ids)
        {
            try
            {
                var message = await act(id);
                reports.Add(new(id, Success: true, message, Error: null));
                if (!terminal.Json) { terminal.Say(message); }
            }
            catch (CommandFailedException refusal) when (refusal.ExitCode == ExitCodes.Failed)
            {
                reports.Add(new(id, Success: false, Message: null, refusal.Message));
                if (!terminal.Json) { terminal.Fail(refusal.Message); }
            }
        }

        if (terminal.Json) { terminal.WriteJson(reports, InfernoJson.Readable.IReadOnlyListIdReport); }
        return reports.TrueForAll(report => report.Success) ? ExitCodes.Ok : ExitCodes.Failed;
    }
}

/// <summary>What became of one of them.</summary>
internal sealed record IdReport(string Id, bool Success, string? Message, string? Error);
