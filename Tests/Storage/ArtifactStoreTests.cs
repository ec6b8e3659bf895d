using System.Security.Cryptography;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage.Artifacts;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Storage;

public sealed class ArtifactStoreTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly TemporaryDirectory data = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly FileArtifacts store;

    public ArtifactStoreTests() => store = new FileArtifacts(data.Path, time);

    public void Dispose() => data.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(2_000_000)]
    public async Task Publish_Staged_GivesBackTheSameBytesUnderTheirHash(int length)
    {
        var content = Content(length);
        var staged = await StageAsync(content);
        store.Publish(staged);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), staged.Sha256);
        Assert.Equal(length, staged.Bytes);
        Assert.Equal(content, await ReadAsync(staged.Sha256));
        Assert.Empty(Files("staging"));
    }

    [Fact]
    public async Task Publish_OfBytesThatAreThere_KeepsOneCopy()
    {
        store.Publish(await StageAsync(Content(100)));
        store.Publish(await StageAsync(Content(100)));
        Assert.Single(Files("sha256"));
        Assert.Empty(Files("staging"));
    }

    [Fact]
    public async Task OpenVerified_OfDamagedBytes_IsRefused()
    {
        var staged = await StageAsync(Content(100));
        store.Publish(staged);
        var file = Files("sha256").Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[50] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var refused = Assert.Throws<RefusedException>(() => store.OpenVerified(staged.Sha256));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenVerified_OfWhatIsNotThere_IsRefused()
    {
        var refused = Assert.Throws<RefusedException>(() => store.OpenVerified(new string('0', 64)));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
    }

    [Fact]
    public void Stage_ThatFailsHalfway_LeavesNothing()
    {
        Assert.Throws<InvalidDataException>(() => store.Stage(target =>
        {
            target.Write(Content(1_000_000));
            throw new InvalidDataException();
        }));
        Assert.Empty(Files("staging"));
    }

    [Fact]
    public async Task Publish_OverDamagedBytes_MendsThem()
    {
        var staged = await StageAsync(Content(100));
        store.Publish(staged);
        await File.WriteAllBytesAsync(Files("sha256").Single(), Content(99));

        store.Publish(await StageAsync(Content(100)));
        Assert.Equal(Content(100), await ReadAsync(staged.Sha256));
    }

    [Fact]
    public async Task Stage_WhereTheFolderIsGone_IsRefusedAsUnavailable()
    {
        Directory.Delete(Path.Combine(data.Path, "staging"), recursive: true);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => StageAsync(Content(10)));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
    }

    [Fact]
    public async Task Collect_AfterTheGracePeriod_DeletesWhatNothingRefersTo()
    {
        var kept = await StageAsync(Content(10));
        var unused = await StageAsync(Content(11));
        store.Publish(kept);
        store.Publish(unused);
        await StageAsync(Content(12)); // abandoned
        HashSet<string> referenced = [kept.Sha256];

        Assert.Equal(0, await CollectAsync(referenced));
        time.Advance(Grace + TimeSpan.FromMinutes(1));
        Assert.Equal(2, await CollectAsync(referenced));

        Assert.Equal(kept.Sha256, Path.GetFileName(Files("sha256").Single()));
        Assert.Empty(Files("staging"));
    }

    [Fact]
    public async Task Publish_AgainAfterALongTime_IsGivenANewGracePeriod()
    {
        store.Publish(await StageAsync(Content(10)));
        time.Advance(Grace + TimeSpan.FromMinutes(1));
        store.Publish(await StageAsync(Content(10)));
        Assert.Equal(0, await CollectAsync(new HashSet<string>()));
    }

    private Task<int> CollectAsync(HashSet<string> referenced) => store.CollectAsync(referenced, Grace, CancellationToken.None);

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private Task<StagedArtifact> StageAsync(byte[] content) => store.StageAsync(new MemoryStream(content), CancellationToken.None);

    private async Task<byte[]> ReadAsync(string sha256)
    {
        await using var stream = store.OpenVerified(sha256);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private string[] Files(string folder) => Directory.GetFiles(Path.Combine(data.Path, folder), "*", SearchOption.AllDirectories);
}
