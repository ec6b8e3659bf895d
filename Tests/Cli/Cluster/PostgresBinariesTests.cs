using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Cluster.Postgres;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli.Cluster;

/// <summary>Which of the PostgreSQL installations on a machine is taken.</summary>
public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TemporaryDirectory root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Candidates_OfAMachineWithMany_ArePathThenNewestThenConfigured()
    {
        var path = Install("path");
        var older = Install("versions/9.6/bin");
        var newest = Install("versions/16/bin");
        var newer = Install("versions/15/bin");
        var configured = Install("configured");

        Assert.Equal([path, newest, newer, older, configured], Find([Folder("empty"), path], () => configured));
    }

    [Fact]
    public void Candidates_LinkedIntoThePath_AreTheRealOnesAndNamedOnce()
    {
        var real = Install("versions/15/bin");
        var links = Folder("links");
        foreach (var program in new[] { "initdb", "postgres" })
        {
            File.CreateSymbolicLink(Path.Combine(links, program), Path.Combine(real, program));
        }

        Assert.Equal([real], Find([links, ""], () => real));
    }

    [Fact]
    public void Candidates_WithoutAServer_AreNone()
    {
        // Clients come without the server's programs.
        File.WriteAllText(Path.Combine(Folder("clients"), "initdb"), "");

        Assert.Empty(Find([Path.Combine(root.Path, "clients")], () => null));
    }

    [Fact]
    public void Find_ForADatabaseOfAVersionThatIsNotThere_SaysWhich()
    {
        var failure = Assert.Throws<InfernoOrleans.Cli.CommandFailedException>(() => PostgresBinaries.Find(madeBy: "7"));

        Assert.Equal(InfernoOrleans.Cli.ExitCodes.Usage, failure.ExitCode);
        Assert.Matches("PostgreSQL 7, which is not installed|apt-get install postgresql", failure.Message);
    }

    [Fact]
    public void Server_OfAFileThatNamesAnotherProcess_IsNoneAndTheFileIsRemoved()
    {
        var file = Path.Combine(root.Path, "postmaster.pid");
        File.WriteAllLines(file, [$"{Environment.ProcessId}", root.Path, "1", "5432", "", "127.0.0.1", "0", "ready   "]);
        var postmaster = new PostmasterFile(root.Path);

        Assert.True(postmaster.IsReady);
        Assert.Equal(Environment.ProcessId, postmaster.Pid);
        Assert.Null(postmaster.Server);
        postmaster.RemoveWhenRecycled();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void TryParse_OfAnAccount_ReadsBackWhatWasWritten()
    {
        var account = new UnixAccount("postgres", 101, 104);

        Assert.True(UnixAccount.TryParse($"{account}", out var parsed));
        Assert.Equal(account, parsed);
        Assert.False(UnixAccount.TryParse("postgres", out _));
        Assert.False(UnixAccount.TryParse("postgres:-1:0", out _));
    }

    private IEnumerable<string> Find(IEnumerable<string> path, Func<string?> configured) =>
        PostgresBinaries.Candidates(path, Path.Combine(root.Path, "versions"), configured).Select(binaries => binaries.Folder);

    private string Install(string folder)
    {
        var path = Folder(folder);
        File.WriteAllText(Path.Combine(path, "initdb"), "");
        File.WriteAllText(Path.Combine(path, "postgres"), "");
        return path;
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(root.Path, name)).FullName;
}
