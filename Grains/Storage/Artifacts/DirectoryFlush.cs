using System.Runtime.InteropServices;

namespace InfernoOrleans.Grains.Storage.Artifacts;

/// <summary>
/// Makes a rename durable. On Unix the new name of a file is kept by its folder, which has to be flushed as well; Windows journals
/// names by itself and cannot flush a folder.
/// </summary>
internal static partial class DirectoryFlush
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The folder could not be flushed.</exception>
    public static void ToDisk(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"A folder of the artifact store could not be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (Flush(descriptor) != 0)
            {
                throw new IOException($"A folder of the artifact store could not be flushed (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
