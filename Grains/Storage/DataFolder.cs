namespace InfernoOrleans.Grains.Storage;

/// <summary>A process's folder on this machine, kept to itself by a lock that the operating system releases however the process ends.</summary>
internal static class DataFolder
{
    private const string LockFileName = "in-use.lock";

    // How the operating systems say that another process holds the lock.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOs = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    /// <summary>Creates the folder when needed and takes its lock.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process uses it.</exception>
    public static FileStream Lock(string directory)
    {
        Directory.CreateDirectory(directory);
        try
        {
            return new FileStream(Path.Combine(directory, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is WouldBlockOnLinux or WouldBlockOnMacOs or SharingViolationOnWindows)
        {
            throw new DataDirectoryInUseException(directory, exception);
        }
    }
}
