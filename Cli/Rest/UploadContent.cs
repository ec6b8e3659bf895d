using System.Net;

namespace InfernoOrleans.Cli.Rest;

/// <summary>A seekable stream as a request body, which tells how much of it has been sent.</summary>
internal sealed class UploadContent(Stream source, IProgress<long>? sent) : HttpContent
{
    private const int ChunkBytes = 128 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        source.Position = 0;
        var chunk = new byte[ChunkBytes];
        var total = 0L;
        int read;
        while ((read = await source.ReadAsync(chunk, cancellationToken)) > 0)
        {
            await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            sent?.Report(total += read);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = source.Length;
        return true;
    }
}
