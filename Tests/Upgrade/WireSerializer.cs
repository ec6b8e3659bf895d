using System.Buffers;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>The serializer of a silo, which is built but never started.</summary>
public sealed class WireSerializer : IDisposable
{
    private const byte EndOfMessage = 0xE0;
    private const uint FarAway = 1_000;

    private readonly IHost host;
    private readonly Serializer serializer;

    public WireSerializer()
    {
        host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).Build();
        serializer = host.Services.GetRequiredService<Serializer>();
    }

    /// <summary>A reference as messages hold it.</summary>
    public IReplicaHost ReplicaHost => new ReplicaHosts(host.Services).On(SiloAddress.New(System.Net.IPAddress.Parse("192.0.2.8"), 11111, 7));

    /// <summary>With its type, as a message is written whose receiver does not know what comes.</summary>
    public byte[] Write(object message) => serializer.SerializeToArray(message);

    public object Read(byte[] bytes) => serializer.Deserialize<object>(bytes)!;

    /// <summary>The same message as a version writes it that has more members: a text, a number and a list.</summary>
    public byte[] WithNewerMembers(byte[] bytes)
    {
        Assert.Equal(EndOfMessage, bytes[^1]);
        using var session = host.Services.GetRequiredService<SerializerSessionPool>().GetSession();
        var buffer = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(buffer, session);
        writer.Write(bytes.AsSpan()[..^1]);
        StringCodec.WriteField(ref writer, FarAway, "of a newer version");
        Int64Codec.WriteField(ref writer, 1, long.MaxValue);
        ObjectCodec.WriteField(ref writer, 1, typeof(object), new List<string> { "one", "two" });
        writer.WriteEndObject();
        writer.Commit();
        return buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => host.Dispose();
}
