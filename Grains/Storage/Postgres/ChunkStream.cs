using System.Data.Common;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>The binary column of one row after another as a stream to read. Leaves the rows open.</summary>
internal sealed class ChunkStream(DbDataReader rows) : Stream
{
    private Stream? chunk;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw ForwardOnly();

    public override long Position
    {
        get => throw ForwardOnly();
        set => throw ForwardOnly();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (chunk is null)
            {
                if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return 0;
                }

                chunk = rows.GetStream(0);
            }

            var read = await chunk.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                return read;
            }

            await chunk.DisposeAsync().ConfigureAwait(false);
            chunk = null;
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("This stream is read asynchronously.");

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw ForwardOnly();

    public override void SetLength(long value) => throw ForwardOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ForwardOnly();

    private static InvalidOperationException ForwardOnly() => new("This stream is read, and forward only.");
}
