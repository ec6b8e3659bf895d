namespace InfernoOrleans.Tests.Nodes;

/// <summary>A folder that is gone when the test is over.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("inferno-test-");

    public string Path => directory.FullName;

    public void Dispose() => directory.Delete(recursive: true);
}
