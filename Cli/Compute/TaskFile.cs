using System.Text;
using System.Text.Json;

namespace InfernoOrleans.Cli.Compute;

/// <summary>
/// Tasks as a user writes them: the JSON of one task, <c>{"tasks":[…]}</c>, or lines with a task each (NDJSON), of which there may be more
/// than fit into memory or one request.
/// </summary>
internal static class TaskFile
{
    /// <summary>The most that a server accepts at one time.</summary>
    private const int MostTasks = 1_000;

    /// <summary>Well below the longest body that a server accepts.</summary>
    private const int MostCharacters = 4 << 20;

    /// <summary>Reads as far as is needed for the next request.</summary>
    public static IEnumerable<TaskBodies> Read(TextReader reader)
    {
        var number = 0;
        if (NextLine(reader, ref number) is not { } line) { throw Malformed("there is no task in it"); }

        if (!IsDocument(line))
        {
            // JSON that goes on in the following lines, or no JSON, which reading all of it tells.
            yield return Whole(new string('\n', number - 1) + line + "\n" + reader.ReadToEnd());
            yield break;
        }

        var firstNumber = number;
        if (NextLine(reader, ref number) is not { } next)
        {
            yield return Whole(line);
            yield break;
        }

        CheckTask(line, firstNumber);
        var batch = new StringBuilder(line);
        var count = 1;
        var last = firstNumber;
        for (var following = next; following is not null; following = NextLine(reader, ref number))
        {
            CheckTask(following, number);
            if (count == MostTasks || batch.Length + following.Length > MostCharacters)
            {
                yield return Batch(batch, firstNumber, last);
                batch.Clear();
                count = 0;
                firstNumber = number;
            }

            if (count++ > 0) { batch.Append(','); }
            batch.Append(following);
            last = number;
        }

        yield return Batch(batch, firstNumber, last);
    }

    private static string? NextLine(TextReader reader, ref int number)
    {
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) { return line; }
        }

        return null;
    }

    private static bool IsDocument(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static TaskBodies Whole(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(Encoding.UTF8.GetBytes(text), IsBatch: document.RootElement.TryGetProperty("tasks", out _))
                : throw Malformed("it is no JSON object");
        }
        catch (JsonException failure)
        {
            throw Malformed($"line {failure.LineNumber + 1} is not JSON");
        }
    }

    private static void CheckTask(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) { return; }
        }
        catch (JsonException)
        {
            throw Malformed($"line {number} is not JSON");
        }

        throw Malformed($"line {number} is no JSON object");
    }

    private static TaskBodies Batch(StringBuilder tasks, int first, int last) =>
        new(Encoding.UTF8.GetBytes($$"""{"tasks":[{{tasks}}]}"""), IsBatch: true, first == last ? $"line {first}" : $"lines {first} to {last}");

    private static CommandFailedException Malformed(string reason) => new($"The tasks cannot be read: {reason}.", ExitCodes.Usage);
}

/// <summary>What is sent in one request.</summary>
/// <param name="Json">A task, or <c>{"tasks":[…]}</c>.</param>
/// <param name="IsBatch">Whether it is the latter.</param>
/// <param name="Lines">Where it is from, if it is a part of a file.</param>
internal sealed record TaskBodies(byte[] Json, bool IsBatch, string? Lines = null);
