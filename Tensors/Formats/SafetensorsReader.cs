using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace InfernoOrleans.Tensors.Formats;

/// <summary>Reads a file in the safetensors format (github.com/huggingface/safetensors) tensor by tensor.</summary>
/// <remarks>
/// Opening reads the header only and checks all of it against the length of the stream; nothing larger than the header is allocated.
/// The reader owns no resource: the caller keeps the stream open while it reads, and disposes it. Not thread-safe.
/// </remarks>
public sealed class SafetensorsReader
{
    private const int LengthBytes = 8;
    private const long MaxHeaderBytes = 100_000_000;

    private readonly Stream stream;
    private readonly long dataStart;
    private readonly Dictionary<string, SafetensorsEntry> tensors;

    private SafetensorsReader(
        Stream stream, long dataStart, Dictionary<string, SafetensorsEntry> tensors, Dictionary<string, string> metadata)
    {
        this.stream = stream;
        this.dataStart = dataStart;
        this.tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors that the file holds, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => tensors;

    /// <summary>The free text of <c>__metadata__</c>; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header.</summary>
    /// <param name="stream">A readable, seekable stream that is the whole file.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="ModelFormatException">The file violates the format, or has a tensor of a rank above 4.</exception>
    public static SafetensorsReader Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException("The stream must be readable and seekable.", nameof(stream));
        }

        long fileLength = stream.Length;
        if (fileLength < LengthBytes)
        {
            throw new ModelFormatException("The file is too short to be a safetensors file.");
        }

        stream.Position = 0;
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        Fill(stream, lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaxHeaderBytes || (long)headerLength > fileLength - LengthBytes)
        {
            throw new ModelFormatException(
                $"The header claims {headerLength} bytes, more than the file holds or than the {MaxHeaderBytes} allowed.");
        }

        byte[] header = new byte[(int)headerLength];
        Fill(stream, header);
        if (header is not [(byte)'{', ..] || !Utf8.IsValid(header))
        {
            throw new ModelFormatException("The file does not begin with a safetensors header in UTF-8.");
        }

        var (tensors, metadata) = SafetensorsHeader.Parse(header);
        long dataStart = LengthBytes + (long)headerLength;
        RequireContiguous(tensors.Values, fileLength - dataStart);
        return new SafetensorsReader(stream, dataStart, tensors, metadata);
    }

    /// <summary>Reads the elements of one tensor as FP32.</summary>
    /// <param name="name">A name of <see cref="Tensors"/>.</param>
    /// <param name="destination">As many elements as the tensor has; undefined after an exception.</param>
    /// <param name="cancellationToken">Checked for each block read.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="KeyNotFoundException">The file has no tensor of that name.</exception>
    /// <exception cref="ModelFormatException">
    /// The dtype is none of F64, F32, F16 and BF16, a value is not finite in FP32, or the file has become shorter since it was opened.
    /// </exception>
    public void Read(string name, Span<float> destination, CancellationToken cancellationToken = default)
    {
        SafetensorsEntry entry = tensors[name];
        if (destination.Length != entry.Shape.ElementCount)
        {
            throw new ArgumentException(
                $"A tensor {entry.Shape} doesn't fill {destination.Length} elements exactly.", nameof(destination));
        }

        if (!entry.IsReadable)
        {
            throw new ModelFormatException(
                $"The tensor {ModelFormatException.Quote(name)} has the dtype {entry.DType}; F64, F32, F16 and BF16 can be read.");
        }

        const int BlockElements = 16_384;
        int width = SafetensorsDType.Width(entry.DType);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockElements * width);
        try
        {
            stream.Position = dataStart + entry.Begin;
            while (!destination.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(BlockElements, destination.Length);
                Span<byte> bytes = block.AsSpan(0, count * width);
                Fill(stream, bytes);
                if (!SafetensorsElements.TryWiden(entry.DType, bytes, destination[..count]))
                {
                    throw new ModelFormatException(
                        $"The tensor {ModelFormatException.Quote(name)} holds a value that is not a finite FP32 number.");
                }

                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static void RequireContiguous(IEnumerable<SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end)
            {
                throw new ModelFormatException(
                    $"The data of the tensor {ModelFormatException.Quote(entry.Name)} does not begin where the tensor before it ends.");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            throw new ModelFormatException($"The tensors span {end} bytes, but the file holds {dataLength}.");
        }
    }

    private static void Fill(Stream stream, Span<byte> destination)
    {
        try
        {
            stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw new ModelFormatException("The file ended too early.", e);
        }
    }
}
