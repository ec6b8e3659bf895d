using InfernoOrleans.Cli.Namespaces;

namespace InfernoOrleans.Tests.Cli;

public sealed class FilePathTests
{
    [Theory]
    [InlineData("/", "", "/")]
    [InlineData("/", "models", "/models")]
    [InlineData("/models", "digits/ctl", "/models/digits/ctl")]
    [InlineData("/models/digits", "..", "/models")]
    [InlineData("/models", "../../..", "/")]
    [InlineData("/models", "/proc/", "/proc")]
    [InlineData("/models", "./a//b/.", "/models/a/b")]
    [InlineData("/models", "...", "/models/...")]
    public void Resolve_FromADirectory_GivesTheCleanedPath(string directory, string path, string expected) =>
        Assert.Equal(expected, FilePath.Resolve(directory, path));
}
