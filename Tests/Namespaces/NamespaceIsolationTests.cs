using System.Text;
using CsCheck;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using static InfernoOrleans.Tests.Namespaces.NamespaceCalls;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>A process reaches nothing that was not mounted for it, however it spells it.</summary>
public sealed class NamespaceIsolationTests(NamespaceSilos silos) : IClassFixture<NamespaceSilos>
{
    private const string Secret = "only others see this";
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Gen<string> NameGen = Gen.Frequency(
        (6, Gen.OneOf("..", ".", "", "...")),
        (8, Gen.OneOf("given", "f", "d", "e", "models", "self", "secret", "tmp", "n", "proc", "shelf")),
        (4, Gen.OneOf("#ns", "#ns/0", "#shelf", "#shelf/secret", "#", "#proc", "#models", "0", "ns", "1", "-1", "~", "*", "$HOME")),
        (4, Gen.OneOf("%2e%2e", "%2E%2E%2F", "..%2f", "%2f", "%5c", "%00", "%252e%252e", "&#46;&#46;", "\\u002e\\u002e")),
        (3, Gen.OneOf("\\", "..\\", "\\..\\secret", "..;", "..\0", "f\0", "\n", "\r\n", "\t", "\u007f", "\u202e", "\u200b", "\ufeff", "\ud800", "\udc00")),
        (3, Gen.OneOf("．．", "‥", "∕", "／secret", "é", "e\u0301", "🔥", "ﬁ", "İ", "ß", "数字", " d", "d ", "GIVEN", "givEn", "secret\u0301")),
        (1, Gen.Int[120, 140].Select(length => new string('x', length))),
        (2, Gen.String));

    private static readonly Gen<string> PathGen = Gen.Select(
        Gen.Frequency((12, Gen.Const("/")), (1, Gen.OneOf("", "#", "//", "\\", "#ns/0/", "#shelf/", "./", "../", "/../", "file:///", "http://"))),
        Gen.Frequency((30, NameGen.Array[0, 6]), (2, NameGen.Array[60, 70]), (1, Gen.OneOf("d", "..", "x").Array[1_000, 3_000])),
        (start, names) => start + string.Join('/', names));

    private static readonly Gen<string?> CursorGen = Gen.Frequency(
        (4, Gen.Const((string?)null)), (2, Gen.OneOf<string?>("0:", "0:d", "1:", "7:x", "0:../secret", "x", "-1:")), (1, Gen.String.Select(text => (string?)text)));

    [Fact]
    public async Task TenThousandPaths_NeverLeaveTheView()
    {
        var space = silos.Namespace;
        var process = await NamespaceDatabase.StartAsync(silos.Store, "clean", null, ("/given", "#shelf/given"), ("/models/given", "#shelf/given"));
        var other = await NamespaceDatabase.StartAsync(silos.Store, "clean", null, ("/secret", "#shelf/secret"));
        await space.EchoAsync(null, Secret, "/tmp/secret");
        await space.EchoAsync(other, Secret, "/f");
        await space.MkdirAsync(process, "/d", "/d/d", "/d/e", "/e", "/n", "/tmp");
        await space.BindAsync(process, "/", "/d/d");
        await space.BindAsync(process, "/d", "/e", BindOrder.After);
        await space.BindAsync(process, "/given", "/n", BindOrder.Before);
        bool IsAllowed(string path) => new[] { $"#ns/{process["proc-".Length..]}", "#shelf/given", $"#proc/{process}" }.Any(given => IsIn(path, given));

        var answered = 0;
        await Gen.Select(Gen.Int[0, 9], PathGen, PathGen, CursorGen).SampleAsync(
            async (act, path, target, cursor) =>
            {
                try
                {
                    await ActAsync(space, process, act, path, target, cursor);
                    Interlocked.Increment(ref answered);
                    if (act <= 3)
                    {
                        var reached = await space.ResolveAsync(process, path);
                        Assert.True(IsAllowed(reached), $"{path} leads to {reached}");
                    }
                }
                catch (RefusedException refused)
                {
                    // No room is a conflict as well: a union that is full.
                    Assert.True(
                        refused.Reason is RefusalReason.Invalid or RefusalReason.NotFound or RefusalReason.Forbidden or RefusalReason.Conflict or RefusalReason.NoRoom,
                        $"{refused.Reason} for {path}");
                }
            },
            iter: 10_000,
            threads: 2);

        // Enough of them lead somewhere for the rest to mean something.
        Assert.InRange(answered, 500, 9_500);
        Assert.All(
            await space.DescribeAsync(process, None),
            binding => Assert.True(IsAllowed(binding.Source), binding.Source));
        Assert.Equal((Secret, Secret), (await space.CatAsync(null, "/tmp/secret"), await space.CatAsync(other, "/f")));
        Assert.Equal("agents/ compute/ data/ models/ n/ proc/ tmp/", await space.LsAsync(null, "/"));
        Assert.Equal(("secret", "secret/f"), (await space.LsAsync(null, "/tmp"), await space.CatAsync(other, "/secret/f")));
        Assert.Equal("f secret/ self/", await space.LsAsync(other, "/"));
    }

    [Theory]
    [InlineData("/../tmp/secret")]
    [InlineData("/../../#ns/0/tmp/secret")]
    [InlineData("/given/../../secret/f")]
    [InlineData("/given/../../../ns/0/tmp/secret")]
    [InlineData("/#shelf/secret/f")]
    [InlineData("/%2e%2e/tmp/secret")]
    [InlineData("/given/%2e%2e/secret/f")]
    [InlineData("/given/secret/f")]
    [InlineData("/secret/f")]
    [InlineData("/shelf/secret/f")]
    [InlineData("/loop/loop/loop/../../../../secret/f")]
    public async Task PathsThatLeadOut_LeadNowhere(string path)
    {
        var process = await NamespaceDatabase.StartAsync(silos.Store, "clean", null, ("/given", "#shelf/given"));
        await silos.Namespace.MkdirAsync(process, "/loop");
        await silos.Namespace.BindAsync(process, "/", "/loop");
        await AssertRefusedAsync(RefusalReason.NotFound, () => silos.Namespace.CatAsync(process, path));
        await AssertRefusedAsync(RefusalReason.NotFound, () => silos.Namespace.BindAsync(process, path, "/loop"), "source");
    }

    [Theory]
    [InlineData("#shelf/secret/f")]
    [InlineData("#ns/0/tmp")]
    [InlineData("given/f")]
    [InlineData("\\secret\\f")]
    [InlineData("/given\\..\\secret")]
    [InlineData("/given\0/f")]
    public async Task PathsThatAreNone_AreRefused(string path)
    {
        var process = await NamespaceDatabase.StartAsync(silos.Store, "clean", null, ("/given", "#shelf/given"));
        await AssertRefusedAsync(RefusalReason.Invalid, () => silos.Namespace.CatAsync(process, path), "path");
        await AssertRefusedAsync(RefusalReason.Invalid, () => silos.Namespace.EchoAsync(process, "x", path), "path");
        await AssertRefusedAsync(RefusalReason.Invalid, () => silos.Namespace.BindAsync(process, path, "/given"), "source");
        await AssertRefusedAsync(RefusalReason.Invalid, () => silos.Namespace.BindAsync(process, "/given", path), "target");
        await AssertRefusedAsync(RefusalReason.Invalid, () => silos.Namespace.RmAsync(process, path), "path");
    }

    [Fact]
    public async Task Changes_AreSeenAtOnceOnAllSilos()
    {
        var process = await NamespaceDatabase.StartAsync(silos.Store);
        await silos.Namespace.MkdirAsync(process, "/n");
        for (var i = 0; i < 12; i++)
        {
            var (writer, readers) = (silos.Everywhere[i % 3], silos.Everywhere);
            await writer.MountAsync(process, i % 2 == 0 ? "#shelf/given" : "#shelf/secret", "/n");
            foreach (var reader in readers)
            {
                Assert.Equal(i % 2 == 0 ? "#shelf/given/f" : "#shelf/secret/f", await reader.ResolveAsync(process, "/n/f"));
            }
        }
    }

    [Fact]
    public async Task Binds_AtOnceFromAllSilos_AreAllThere()
    {
        var process = await NamespaceDatabase.StartAsync(silos.Store);
        var names = Enumerable.Range(0, 30).Select(i => $"/d{i}").ToArray();
        await silos.Namespace.MkdirAsync(process, [.. names, "/n"]);
        await Task.WhenAll(names.Select((name, i) => silos.Everywhere[i % 3].BindAsync(process, name, "/n", BindOrder.Before)));
        Assert.Equal(31, (await silos.Namespace.DescribeAsync(process, None)).Count(binding => binding.Target.EndsWith("/n", StringComparison.Ordinal)));
    }

    private static bool IsIn(string path, string directory) => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static async Task ActAsync(INamespaceGrain space, string process, int act, string path, string target, string? cursor)
    {
        switch (act)
        {
            case 0:
                await space.StatAsync(process, path, None);
                break;
            case 1:
            case 2:
                Assert.DoesNotContain("agents", string.Join(' ', (await space.ListAsync(process, path, cursor, 5, None)).Entries), StringComparison.Ordinal);
                break;
            case 3:
                var read = Encoding.UTF8.GetString((await space.ReadAsync(process, path, None)).Bytes.Span);
                Assert.DoesNotContain(Secret, read, StringComparison.Ordinal);
                Assert.DoesNotContain("secret/f", read, StringComparison.Ordinal);
                break;
            case 4:
                await space.EchoAsync(process, "written", path);
                break;
            case 5:
                await space.CreateDirectoryAsync(process, path, None);
                break;
            case 6:
                await space.RemoveAsync(process, path, None);
                break;
            case 7:
            case 8:
                await space.BindAsync(process, path, target, act == 7 ? BindOrder.After : BindOrder.Before, creates: true);
                break;
            default:
                await space.UnmountAsync(process, null, path);
                break;
        }
    }
}
