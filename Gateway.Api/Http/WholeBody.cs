namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Reads bodies that have to be there as a whole.</summary>
internal static class WholeBody
{
    /// <summary>Room made before more has arrived; what a client announces must not decide it.</summary>
    private const int FirstRoom = 16 << 10;

    /// <summary>Reads a body into an array of exactly its length.</summary>
    /// <exception cref="BadHttpRequestException">It is too large or too slow.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // One byte more than is announced, so that its end is seen without more room.
        var announced = Math.Min(request.ContentLength ?? long.MaxValue, long.MaxValue - 1) + 1;
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(FirstRoom, announced));
        var count = 0;
        while (await request.Body.ReadAsync(bytes.AsMemory(count), cancellationToken) is > 0 and var read)
        {
            count += read;
            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 2L, announced));
            }
        }

        if (count < bytes.Length)
        {
            Array.Resize(ref bytes, count);
        }

        return bytes;
    }
}
