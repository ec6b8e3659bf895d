using System.Diagnostics;
using System.Runtime.Versioning;

namespace InfernoOrleans.Tests.Cli;

/// <summary>The shell script <c>inferno</c> in a small repository of its own, with a stand-in for the dotnet that it calls.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShimTests : IDisposable
{
    private static readonly string Repository = FindRepository();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferno tests ");
    private readonly string root;
    private readonly string log;

    public ShimTests()
    {
        root = folder.CreateSubdirectory("repository").FullName;
        log = Path.Combine(folder.FullName, "dotnet.log");
        File.WriteAllText(log, "");
        File.Copy(Path.Combine(Repository, "inferno"), Path.Combine(root, "inferno"));
        File.WriteAllText(Path.Combine(root, "global.json"), """{ "sdk": { "version": "10.0.123" } }""");
        Directory.CreateDirectory(Path.Combine(root, "Cli"));
        File.WriteAllText(Path.Combine(root, "Cli", "One.cs"), "");
        File.WriteAllText(Path.Combine(root, "Cli", "Two.cs"), "");
        var bin = folder.CreateSubdirectory("bin").FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "dotnet"), Path.Combine(Repository, "Tests", "Cli", "dotnet-stand-in.sh"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Shim_StartedTwiceFromElsewhere_BuildsOnceAndPassesTheWordsOn()
    {
        var first = await StartAsync("execute", "my net", "--data", "1 2");
        var second = await StartAsync("list");

        Assert.Equal(0, first.ExitCode);
        Assert.Equal($"<{Program}><execute><my net><--data><1 2>\n", first.Output);
        Assert.Contains("building", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("build output", first.Error, StringComparison.Ordinal);
        Assert.Equal((0, $"<{Program}><list>\n", ""), second);
        Assert.Equal(1, Builds());
    }

    [Fact]
    public async Task Shim_StartedThroughLinks_FindsItsRepository()
    {
        var links = folder.CreateSubdirectory("links").FullName;
        File.CreateSymbolicLink(Path.Combine(links, "near"), "../repository/inferno");
        File.CreateSymbolicLink(Path.Combine(links, "far"), Path.Combine(links, "near"));

        var run = await StartAsync(Path.Combine(links, "far"), [], []);

        Assert.Equal((0, $"<{Program}>\n"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("edit")]
    [InlineData("add")]
    [InlineData("delete")]
    [InlineData("lose the program")]
    public async Task Shim_WhenWhatItBuiltIsNoLongerTrue_BuildsAgain(string change)
    {
        await StartAsync();
        switch (change)
        {
            case "edit":
                File.SetLastWriteTimeUtc(Path.Combine(root, "Cli", "One.cs"), DateTime.UtcNow.AddMinutes(1));
                break;
            case "add":
                // Older than the build, as a file that is moved in may be.
                File.WriteAllText(Path.Combine(root, "Cli", "Three.cs"), "");
                File.SetLastWriteTimeUtc(Path.Combine(root, "Cli", "Three.cs"), DateTime.UtcNow.AddDays(-1));
                break;
            case "delete":
                File.Delete(Path.Combine(root, "Cli", "Two.cs"));
                break;
            default:
                File.Delete(Program);
                break;
        }

        await StartAsync();

        Assert.Equal(2, Builds());
    }

    [Fact]
    public async Task Shim_WhenOnlyOtherFilesChanged_DoesNotBuild()
    {
        await StartAsync();
        Directory.CreateDirectory(Path.Combine(root, "docs"));
        File.WriteAllText(Path.Combine(root, "docs", "Example.cs"), "");
        File.WriteAllText(Path.Combine(root, "README.md"), "");

        await StartAsync();

        Assert.Equal(1, Builds());
    }

    [Fact]
    public async Task Shim_StartedManyTimesAtOnce_BuildsOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync()));

        Assert.All(runs, run => Assert.Equal((0, $"<{Program}>\n"), (run.ExitCode, run.Output)));
        Assert.Equal(1, Builds());
    }

    [Fact]
    public async Task Shim_WhoseBuildFails_ShowsWhyAndTriesAgainNextTime()
    {
        var failed = await StartAsync(Shim, [], [("STAND_IN_BUILD_FAILS", "1")]);
        var mended = await StartAsync();

        Assert.Equal((1, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("build output", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, mended.ExitCode);
    }

    [Fact]
    public async Task Shim_WithoutDotnet_NamesTheVersionAndExits3()
    {
        var run = await StartAsync(Shim, ["list"], [("PATH", Path.Combine(folder.FullName, "empty"))]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains(".NET SDK 10.0.123", run.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet-install", run.Error, StringComparison.Ordinal);
        Assert.Contains("not on the PATH", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shim_WithoutTheSdk_NamesTheVersionAndExits3()
    {
        var run = await StartAsync(Shim, ["list"], [("STAND_IN_HAS_NO_SDK", "1")]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains(".NET SDK 10.0.123", run.Error, StringComparison.Ordinal);
        Assert.Contains("not installed", run.Error, StringComparison.Ordinal);
    }

    private string Shim => Path.Combine(root, "inferno");

    private string Program => Path.Combine(root, "artifacts", "bin", "Cli", "release", "InfernoOrleans.Cli.dll");

    private int Builds() => File.ReadLines(log).Count(line => line.StartsWith("<build><Cli>", StringComparison.Ordinal));

    private Task<(int ExitCode, string Output, string Error)> StartAsync(params string[] words) => StartAsync(Shim, words, []);

    private async Task<(int ExitCode, string Output, string Error)> StartAsync(
        string shim, string[] words, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash", [shim, .. words])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(folder.FullName, "bin")}:/usr/bin:/bin";
        start.Environment["STAND_IN_LOG"] = log;
        foreach (var (name, value) in environment) { start.Environment[name] = value; }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "InfernoOrleans.sln"))) { folder = Path.GetDirectoryName(folder)!; }
        return folder;
    }
}
