using System.Collections;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>Compares a message that was read with the sample that it was written from.</summary>
/// <param name="kept">
/// What is kept: a member that no kept message of its type has may be missing, since the type had none when it was written.
/// </param>
internal sealed class WireComparison(IReadOnlyList<GoldenLine> kept)
{
    private readonly ILookup<string, string[]> shapes = kept.ToLookup(line => line.Name, line => line.Members.Split(','));

    /// <summary>What differs, each by the path to it.</summary>
    /// <param name="expected">The sample.</param>
    /// <param name="actual">What was read.</param>
    /// <param name="members">The numbers of the members that the message itself has.</param>
    public IReadOnlyList<string> Compare(object expected, object actual, string members)
    {
        if (expected.GetType() != actual.GetType()) { return [$"{expected.GetType().Name} was read as {actual.GetType().Name}"]; }

        var has = members.Split(',');
        return [.. WireMember.Of(expected.GetType()).Where(member => has.Contains($"{member.Id}"))
            .SelectMany(member => CompareValues(member.Get(expected), member.Get(actual), $"{expected.GetType().Name}.{member.Property.Name}"))];
    }

    private IEnumerable<string> CompareValues(object? expected, object? actual, string path)
    {
        switch (expected, actual)
        {
            case (ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other):
                return one.Span.SequenceEqual(other.Span) ? [] : [path];
            case (IDictionary one, IDictionary other):
                return one.Count == other.Count ? one.Keys.Cast<object>().SelectMany(key => CompareValues(one[key], other[key], $"{path}[{key}]")) : [path];
            case (string, _):
                return Equals(expected, actual) ? [] : [path];
            case (IEnumerable one, IEnumerable other):
                var (left, right) = (one.Cast<object?>().ToArray(), other.Cast<object?>().ToArray());
                return left.Length == right.Length ? left.Zip(right).SelectMany((pair, i) => CompareValues(pair.First, pair.Second, $"{path}[{i}]")) : [path];
            case (not null, not null) when expected.GetType() == actual.GetType() && WireMember.Of(expected.GetType()) is { Count: > 0 } members:
                return members.Where(member => !IsNewer(member, actual)).SelectMany(member => CompareValues(member.Get(expected), member.Get(actual), $"{path}.{member.Property.Name}"));
            default:
                return Equals(expected, actual) ? [] : [path];
        }
    }

    /// <summary>Whether a member is at its default, and may be.</summary>
    private bool IsNewer(WireMember member, object actual)
    {
        var type = member.Property.PropertyType;
        var value = member.Get(actual);
        return (value is null || (type.IsValueType && value.Equals(Activator.CreateInstance(type))))
            && shapes[WireTypes.Alias(actual.GetType())].Any(shape => !shape.Contains($"{member.Id}"));
    }
}
