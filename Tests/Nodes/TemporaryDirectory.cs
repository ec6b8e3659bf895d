namespace InfernoOrleans.Tests.Nodes;

/// <summary>A folder that is gone when the test is over.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("inferno-test-");

    public string Path => directory.FullName;

    public void Dispose()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                directory.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // What a test has stopped may be writing its last file, or be closing a database, while its folder is being emptied.
                Thread.Sleep(50);
            }
        }
    }
}
