using System.Diagnostics;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>Connections, as many at a time as is asked for, that each send the next request when the one before is answered.</summary>
internal sealed class Load(Uri url, ReadOnlyMemory<byte> request)
{
    private readonly List<Task> senders = [];
    private readonly List<Answer> answers = [];
    private volatile int wanted;

    /// <summary>Changes how many connections there are; those that are too many end with the answer to their last request.</summary>
    public void Want(int connections)
    {
        wanted = connections;
        while (senders.Count < connections)
        {
            var number = senders.Count;
            senders.Add(Task.Run(() => SendAsync(number)));
        }
    }

    /// <summary>Waits until no connection is left.</summary>
    public async Task EndAsync()
    {
        Want(0);
        await Task.WhenAll(senders);
        senders.Clear();
    }

    /// <summary>What was answered since this was called last.</summary>
    public IReadOnlyList<Answer> Take()
    {
        lock (answers)
        {
            Answer[] taken = [.. answers];
            answers.Clear();
            return taken;
        }
    }

    private async Task SendAsync(int number)
    {
        using var client = new Client(url, request);
        while (number < wanted)
        {
            var started = Stopwatch.GetTimestamp();
            var status = await client.SendAsync();
            lock (answers)
            {
                answers.Add(new Answer(status, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            }
        }
    }

    /// <summary>An answer.</summary>
    /// <param name="Status">Its status; 0 for none.</param>
    /// <param name="Milliseconds">How long it took.</param>
    public readonly record struct Answer(int Status, double Milliseconds);
}
