using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// Fills a type: no member, however deep, has its default. What a member gets depends on its name only, so that members which are added
/// later change nothing about the others.
/// </summary>
/// <param name="host">Stands for the grain reference that a message holds.</param>
internal sealed class Sample(IReplicaHost host)
{
    private const int Elements = 2;

    /// <summary>A message, or a record that is stored, with everything that it can have.</summary>
    public object Of(Type type) => Make(type, type.Name);

    private object Make(Type type, string path) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => Make(inner, path),
        _ when type == typeof(string) => $"{path[(path.LastIndexOf('.') + 1)..]}-{Number(path) % 100}",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => (int)(1 + (Number(path) % 10_000)),
        _ when type == typeof(long) => 1 + (long)Number(path),
        _ when type == typeof(double) => 0.5 + (Number(path) % 1_000),
        _ when type == typeof(float) => 0.5f + (Number(path) % 1_000),
        _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(1 + (Number(path) % 100_000)),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + Number(path)),
        _ when type == typeof(Guid) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(path))[..16]),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(SHA256.HashData(Encoding.UTF8.GetBytes(path))[..8]),
        _ when type == typeof(SiloAddress) => SiloAddress.New(new IPEndPoint(IPAddress.Parse("192.0.2.7"), (int)(1 + (Number(path) % 60_000))), (int)(1 + (Number(path) % 1_000))),
        _ when type == typeof(IReplicaHost) => host,
        { IsEnum: true } => Enum.GetValues(type).Cast<object>().First(value => Convert.ToInt64(value, null) != 0),
        { IsArray: true } => MakeList(type.GetElementType()!, path),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => MakeList(type.GenericTypeArguments[0], path),
        { IsGenericType: true, GenericTypeArguments: [var key, var value] } => MakeDictionary(type, key, value, path),
        _ when type == typeof(RefusedException) => new RefusedException(RefusalReason.NotFound, "There is no such thing.", "name"),
        _ when WireMember.Of(type) is { Count: > 0 } members => MakeRecord(type, members),
        { Namespace: { } room } when room.StartsWith(nameof(InfernoOrleans), StringComparison.Ordinal) => MakeRecord(type, WireMember.OfJson(type)),
        _ => throw new NotSupportedException($"{path} is a {type}: teach {nameof(Sample)} to fill it."),
    };

    private object MakeRecord(Type type, IReadOnlyList<WireMember> members)
    {
        var record = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in members)
        {
            member.Set(record, Make(member.Property.PropertyType, $"{type.Name}.{member.Property.Name}"));
        }

        return record;
    }

    private Array MakeList(Type element, string path)
    {
        var list = Array.CreateInstance(element, Elements);
        for (var i = 0; i < Elements; i++) { list.SetValue(Make(element, $"{path}[{i}]"), i); }
        return list;
    }

    private System.Collections.IDictionary MakeDictionary(Type type, Type key, Type value, string path)
    {
        var concrete = type.IsInterface ? typeof(Dictionary<,>).MakeGenericType(key, value) : type;
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(concrete)!;
        for (var i = 0; i < Elements; i++) { dictionary.Add(Make(key, $"{path}[{i}]"), Make(value, $"{path}{{{i}}}")); }
        return dictionary;
    }

    private static uint Number(string path) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
}
