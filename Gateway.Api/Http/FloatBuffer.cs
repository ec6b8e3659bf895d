using System.Buffers;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Room for the numbers of a list whose length is known at its end; lent, and used for one list after another.</summary>
internal sealed class FloatBuffer : IDisposable
{
    private const int FirstRoom = 1_024;

    private float[] room = ArrayPool<float>.Shared.Rent(FirstRoom);
    private int count;

    /// <summary>Begins another list.</summary>
    public void Clear() => count = 0;

    /// <summary>Adds a number.</summary>
    public void Append(float number)
    {
        if (count == room.Length)
        {
            var larger = ArrayPool<float>.Shared.Rent(room.Length * 2);
            room.CopyTo(larger.AsSpan());
            ArrayPool<float>.Shared.Return(room);
            room = larger;
        }

        room[count++] = number;
    }

    /// <summary>The list as little-endian bytes of its own.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(room.AsSpan(0, count)).ToArray();

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<float>.Shared.Return(room);
}
