namespace InfernoOrleans.Cli.Cluster;

/// <summary>A log of bounded size: when it is full it becomes <c>.1</c>, what was that becomes <c>.2</c>, and older ones are deleted.</summary>
/// <param name="path">The file that is written to.</param>
/// <param name="maxBytes">When it is full.</param>
internal sealed class RollingLog(string path, long maxBytes = 10 << 20) : IDisposable
{
    private const int Kept = 2;

    private readonly Lock gate = new();
    private StreamWriter? writer;

    public string Path { get; } = path;

    /// <summary>Appends a line, which is on disk, if not flushed there, when this returns.</summary>
    public void Add(string line)
    {
        lock (gate)
        {
            writer ??= Open();
            if (writer.BaseStream.Position > 0 && writer.BaseStream.Position + line.Length >= maxBytes)
            {
                writer.Dispose();
                Rotate();
                writer = Open();
            }

            writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            writer?.Dispose();
            writer = null;
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new StreamWriter(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
    }

    private void Rotate()
    {
        for (var age = Kept; age >= 1; age--)
        {
            var younger = age == 1 ? Path : $"{Path}.{age - 1}";
            if (File.Exists(younger)) { File.Move(younger, $"{Path}.{age}", overwrite: true); }
        }
    }
}
