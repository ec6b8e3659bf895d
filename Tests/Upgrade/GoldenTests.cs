using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>What earlier versions sent and stored is read by this one, and this one reads what newer ones add to.</summary>
public sealed class GoldenTests(WireSerializer serializer) : IClassFixture<WireSerializer>
{
    private static readonly Dictionary<string, Type> Messages = WireTypes.Messages.ToDictionary(WireTypes.Alias);

    private static readonly Dictionary<string, System.Text.Json.Serialization.Metadata.JsonTypeInfo> Stored = StoredTypes.All.ToDictionary(StoredTypes.Name);

    private Sample Sample => new(serializer.ReplicaHost);

    [Fact]
    public void Messages_OfEveryVersion_AreReadWithEveryMember() => Assert.Empty(Differences(bytes => bytes));

    [Fact]
    public void Messages_WithMembersOfANewerVersion_AreRead() => Assert.Empty(Differences(serializer.WithNewerMembers));

    [Fact]
    public void Stored_OfEveryVersion_IsReadWithEveryMember()
    {
        var kept = GoldenFolder.Read().Where(line => line.Room == GoldenFolder.Stored).ToArray();
        Assert.NotEmpty(kept);
        Assert.All(kept, line => AssertKept(JsonNode.Parse(line.Content), WrittenAgain(line, line.Content), line.Name));
    }

    [Fact]
    public void Stored_WithMembersOfANewerVersion_IsRead() =>
        Assert.All(GoldenFolder.Read().Where(line => line.Room == GoldenFolder.Stored), line =>
        {
            var newer = JsonNode.Parse(line.Content);
            AddToObjects(newer);
            AssertKept(JsonNode.Parse(line.Content), WrittenAgain(line, newer!.ToJsonString()), line.Name);
        });

    [Fact]
    public void Enums_OfEveryVersion_KeepTheirNamesAndNumbers()
    {
        var enums = WireTypes.Enums.ToDictionary(type => type.Name, WireTypes.Names);
        var kept = GoldenFolder.Read().Where(line => line.Room == GoldenFolder.Enums).ToArray();
        Assert.NotEmpty(kept);
        Assert.All(kept, line => Assert.Empty(line.Content.Split(' ').Except(enums.GetValueOrDefault(line.Name) ?? [])));
    }

    [Fact]
    public void Kept_Lines_AreNeverChangedOrRemoved()
    {
        var hashes = GoldenFolder.Lines(GoldenFolder.HashesFile).ToArray();
        var lines = GoldenFolder.Read();
        Assert.True(
            lines.Where(line => !hashes.Contains(line.Hash)).Select(line => $"{line.Version}/{line.Room} {line.Name}").ToArray() is [],
            "A line in Tests/Upgrade/Golden was changed, or added by hand. It is what a version wrote: undo that.");
        Assert.True(
            hashes.Except(lines.Select(line => line.Hash)).ToArray() is [],
            "A line in Tests/Upgrade/Golden was removed or changed. A version wrote it: undo that, and keep reading it.");
    }

    [Fact]
    public void Messages_All_HaveAName() => Assert.Equal(WireTypes.Messages.Count, Messages.Count);

    [Fact]
    public void Comparison_OfAMessageThatLostAMember_NamesIt()
    {
        var sample = (IdempotencyToken)Sample.Of(typeof(IdempotencyToken));
        var comparison = new WireComparison([]);

        Assert.Empty(comparison.Compare(sample, sample with { }, WireMember.Numbers(typeof(IdempotencyToken))));
        Assert.Equal(
            ["IdempotencyToken.Key"], comparison.Compare(sample, sample with { Key = null! }, WireMember.Numbers(typeof(IdempotencyToken))));
    }

    private IEnumerable<string> Differences(Func<byte[], byte[]> change)
    {
        var kept = GoldenFolder.Messages();
        Assert.NotEmpty(kept);
        var comparison = new WireComparison(kept);
        foreach (var line in kept)
        {
            if (!Messages.TryGetValue(line.Name, out var type))
            {
                yield return $"{line.Name} of {line.Version} is no message any more";
                continue;
            }

            foreach (var difference in comparison.Compare(Sample.Of(type), serializer.Read(change(line.Bytes)), line.Members))
            {
                yield return $"{line.Name} of {line.Version}: {difference}";
            }
        }
    }

    private static JsonNode? WrittenAgain(GoldenLine line, string json)
    {
        Assert.True(Stored.TryGetValue(line.Name, out var type), $"{line.Name} of {line.Version} is stored no more: columns still have it.");
        return JsonNode.Parse(JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type!), type!));
    }

    /// <summary>Everything that was written is there again; there may be more.</summary>
    private static void AssertKept(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected, actual)
        {
            case (JsonObject one, JsonObject other):
                foreach (var (name, value) in one)
                {
                    Assert.True(other.ContainsKey(name), $"{path}.{name} is lost");
                    AssertKept(value, other[name], $"{path}.{name}");
                }

                break;
            case (JsonArray one, JsonArray other):
                Assert.True(one.Count == other.Count, $"{path} has {other.Count} elements, not {one.Count}");
                for (var i = 0; i < one.Count; i++) { AssertKept(one[i], other[i], $"{path}[{i}]"); }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path} is {actual?.ToJsonString()}, not {expected?.ToJsonString()}");
                break;
        }
    }

    private static void AddToObjects(JsonNode? node)
    {
        foreach (var child in node switch { JsonObject fields => fields.Select(field => field.Value).ToArray(), JsonArray list => [.. list], _ => [] })
        {
            AddToObjects(child);
        }

        if (node is JsonObject target) { target.Add("ofANewerVersion", "a text"); }
    }
}
