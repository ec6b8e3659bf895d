using System.Globalization;

namespace InfernoOrleans.Grains.Storage;

/// <summary>A process's folder on this machine, kept to itself by a lock that the operating system releases however the process ends.</summary>
internal static class DataFolder
{
    private const string LockFileName = "in-use.lock";

    // How the operating systems say that another process holds the lock.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOs = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    // More silos than any machine runs: a folder whose locks do not work must not have them counted for ever.
    private const int MostSharing = 1_000;

    /// <summary>Creates the folder when needed and takes its lock.</summary>
    /// <returns>The folder's full path, and the lock.</returns>
    /// <exception cref="DataDirectoryInUseException">Another process uses it.</exception>
    public static (string Directory, FileStream Lock) Lock(string directory)
    {
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        try
        {
            return (directory, new FileStream(Path.Combine(directory, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult is WouldBlockOnLinux or WouldBlockOnMacOs or SharingViolationOnWindows)
        {
            throw new DataDirectoryInUseException(directory, exception);
        }
    }

    /// <summary>Takes the lock of the first folder in another, <c>1</c>, <c>2</c>, …, that nobody uses.</summary>
    /// <exception cref="DataDirectoryInUseException">All are in use.</exception>
    public static (string Directory, FileStream Lock) LockFirstFree(string directory)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return Lock(Path.Combine(directory, number.ToString(CultureInfo.InvariantCulture)));
            }
            catch (DataDirectoryInUseException) when (number < MostSharing)
            {
                // The next, then.
            }
        }
    }
}
