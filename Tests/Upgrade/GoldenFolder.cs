using InfernoOrleans.Tests.Deploy;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// What versions have written, kept for ever: <c>Golden/VERSION/ROOM.txt</c> has the messages of a room, <c>stored.txt</c> the JSON in columns,
/// <c>enums.txt</c> the names and numbers of enums, each one to a line; <c>Golden/hashes.txt</c> tells whether any of these was changed.
/// </summary>
internal static class GoldenFolder
{
    public const string Stored = "stored";
    public const string Enums = "enums";

    public static string Root { get; } = Path.Combine(Repository.Root, "Tests", "Upgrade", "Golden");

    public static string MigrationsFile => Path.Combine(Root, "migrations.txt");

    /// <summary>The hash of each line that is kept, so that changing one takes more than editing it.</summary>
    public static string HashesFile => Path.Combine(Root, "hashes.txt");

    /// <summary>The scripts that are published.</summary>
    public static IReadOnlyList<(string Script, string Sha256)> Migrations() => [.. Lines(MigrationsFile).Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]))];

    /// <summary>What was kept, of all versions.</summary>
    public static IReadOnlyList<GoldenLine> Read() =>
    [
        .. Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal)
            .SelectMany(version => Directory.EnumerateFiles(version, "*.txt").Order(StringComparer.Ordinal))
            .SelectMany(file => Lines(file).Select(line => GoldenLine.Parse(Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file), line))),
    ];

    public static IReadOnlyList<GoldenLine> Messages() => [.. Read().Where(line => line.Room is not (Stored or Enums))];

    public static void Append(GoldenLine line)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, line.Version)).FullName;
        File.AppendAllText(Path.Combine(folder, $"{line.Room}.txt"), $"{line}\n");
        File.AppendAllText(HashesFile, $"{line.Hash}\n");
    }

    public static void Append(MigrationScript script) => File.AppendAllText(MigrationsFile, $"{script} {script.Sha256}\n");

    public static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
