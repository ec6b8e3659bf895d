using System.Text.Json;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>Tells what is not kept yet, and adds it when it is asked to.</summary>
public sealed class GoldenMaker(WireSerializer serializer) : IClassFixture<WireSerializer>
{
    internal const string Remedy =
        "Once it is as it shall be released, add it with INFERNO_GOLDEN=add dotnet test Tests -c Release --filter FullyQualifiedName~GoldenMaker, and commit what that adds to Tests/Upgrade/Golden.";

    private static readonly string Version = typeof(GoldenMaker).Assembly.GetName().Version!.ToString(fieldCount: 3);

    [Fact]
    public void Golden_OfThisVersion_HasEverythingThatIsSentAndStored()
    {
        var missing = Messages().Concat(Stored()).Concat(Enums()).ToArray();
        var scripts = MigrationScript.All.ExceptBy(GoldenFolder.Migrations().Select(kept => kept.Script), script => $"{script}").ToArray();
        if (Environment.GetEnvironmentVariable("INFERNO_GOLDEN") == "add")
        {
            Array.ForEach(missing, GoldenFolder.Append);
            Array.ForEach(scripts, GoldenFolder.Append);
            return;
        }

        Assert.True(missing.Length == 0, $"Not kept: {string.Join(", ", missing.Select(line => line.Name))}. {Remedy}");
        Assert.True(scripts.Length == 0, $"Not in {GoldenFolder.MigrationsFile}: {string.Join(", ", scripts.Select(script => $"{script}"))}. {Remedy}");
    }

    /// <summary>A type that has got another member is kept again, beside what it was.</summary>
    private IEnumerable<GoldenLine> Messages()
    {
        var sample = new Sample(serializer.ReplicaHost);
        var kept = GoldenFolder.Messages().Select(line => (line.Name, line.Members)).ToHashSet();
        return WireTypes.Messages
            .Where(type => !kept.Contains((WireTypes.Alias(type), WireMember.Numbers(type))))
            .Select(type => new GoldenLine(
                Version, WireTypes.Room(type), WireTypes.Alias(type), WireMember.Numbers(type), Convert.ToBase64String(serializer.Write(sample.Of(type)))));
    }

    private IEnumerable<GoldenLine> Stored()
    {
        var sample = new Sample(serializer.ReplicaHost);
        var kept = GoldenFolder.Read().Where(line => line.Room == GoldenFolder.Stored).Select(line => (line.Name, line.Content)).ToHashSet();
        return StoredTypes.All.Select(stored => new GoldenLine(
                Version, GoldenFolder.Stored, StoredTypes.Name(stored), "-", JsonSerializer.Serialize(sample.Of(stored.Type), stored)))
            .Where(line => !kept.Contains((line.Name, line.Content)));
    }

    private static IEnumerable<GoldenLine> Enums()
    {
        var kept = GoldenFolder.Read().Where(line => line.Room == GoldenFolder.Enums).ToLookup(line => line.Name, line => line.Content);
        return WireTypes.Enums.Select(type => new GoldenLine(Version, GoldenFolder.Enums, type.Name, "-", string.Join(' ', WireTypes.Names(type))))
            .Where(line => !kept[line.Name].Contains(line.Content));
    }
}
