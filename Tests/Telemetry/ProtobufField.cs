using System.Buffers.Binary;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>A field of a message of protocol buffers.</summary>
/// <param name="Field">Its number.</param>
/// <param name="Number">What it holds, if that is a number.</param>
/// <param name="Bytes">What it holds otherwise.</param>
internal readonly record struct ProtobufField(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The fields with that number.</summary>
    public static IEnumerable<ProtobufField> All(ReadOnlyMemory<byte> message, int field) => All(message).Where(found => found.Field == field);

    /// <summary>The fields of a message.</summary>
    public static IEnumerable<ProtobufField> All(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new ProtobufField(field, Varint(message.Span, ref at), default);
                    break;
                case 1:
                    yield return new ProtobufField(field, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return new ProtobufField(field, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new ProtobufField(field, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += sizeof(uint);
                    break;
                default:
                    throw new FormatException($"Field {field} is of the unknown kind {key & 7}.");
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
