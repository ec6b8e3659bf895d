namespace InfernoOrleans.Cli.Nodes;

/// <summary>The end of a log: enough to tell why a node failed, never more than that.</summary>
internal sealed class LastLines(int count)
{
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (line is null) { return; }

        lock (lines)
        {
            if (lines.Count == count) { lines.Dequeue(); }
            lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (lines) { return string.Join('\n', lines); }
    }
}
