using System.Security.Cryptography;

namespace InfernoOrleans.Grains.Storage.Artifacts;

/// <summary>Passes writes on to another stream and hashes them. Leaves the other stream open.</summary>
internal sealed class HashingStream(Stream target, IncrementalHash hash) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => target.Length;

    public override long Position
    {
        get => target.Position;
        set => throw new InvalidOperationException("A stream that hashes what is written goes forward only.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        try
        {
            target.Write(buffer);
        }
        catch (IOException exception)
        {
            throw FileArtifacts.NotWritable(exception);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        hash.AppendData(buffer.Span);
        try
        {
            await target.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw FileArtifacts.NotWritable(exception);
        }
    }

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("This stream is written only.");

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new InvalidOperationException("A stream that hashes what is written goes forward only.");

    public override void SetLength(long value) =>
        throw new InvalidOperationException("A stream that hashes what is written goes forward only.");
}
