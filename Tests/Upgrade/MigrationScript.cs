using System.Security.Cryptography;
using System.Text;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>A script that changes the tables of a database, as it is embedded in the program.</summary>
/// <param name="Folder">Which tables: <c>Storage.Migrations</c>, <c>Storage.StateMigrations</c> or <c>Storage.Postgres.Migrations</c>.</param>
/// <param name="File">Its name: <c>0004-compute.sql</c>.</param>
/// <param name="Text">What it runs.</param>
internal sealed record MigrationScript(string Folder, string File, string Text)
{
    public const string Sqlite = "Storage.Migrations";
    public const string Postgres = "Storage.Postgres.Migrations";
    public const string State = "Storage.StateMigrations";

    private static readonly string Assembly = typeof(Migration).Assembly.GetName().Name!;

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<MigrationScript> All { get; } = [.. Read()];

    /// <summary>The name by which a database remembers that it has run.</summary>
    public string ResourceName => $"{Assembly}.{Folder}.{File}";

    /// <summary>What it is about: <c>compute</c>.</summary>
    public string Topic => File[(File.IndexOf('-', StringComparison.Ordinal) + 1)..^".sql".Length];

    public int Number => int.Parse(File[..4], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Tells whether the text is another; line ends do not matter.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<MigrationScript> Of(string folder) => [.. All.Where(script => script.Folder == folder)];

    public override string ToString() => $"{Folder}/{File}";

    private static IEnumerable<MigrationScript> Read()
    {
        var names = typeof(Migration).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(name)!);
            var folder = name[(Assembly.Length + 1)..name.LastIndexOf('.', name.Length - ".sql".Length - 1)];
            yield return new MigrationScript(folder, name[(Assembly.Length + folder.Length + 2)..], reader.ReadToEnd());
        }
    }
}
