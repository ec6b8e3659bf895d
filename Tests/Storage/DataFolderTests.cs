using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryDirectory shared = new();

    public void Dispose() => shared.Dispose();

    [Fact]
    public void FirstFree_OfASharedFolder_IsTheOneThatAnotherHasLeft()
    {
        var (first, firstLock) = DataFolder.LockFirstFree(shared.Path);
        using var second = DataFolder.LockFirstFree(shared.Path).Lock;
        Assert.Equal(Path.Combine(shared.Path, "1"), first);
        Assert.Equal(Path.Combine(shared.Path, "2"), Path.GetDirectoryName(second.Name));

        firstLock.Dispose();
        using var third = DataFolder.LockFirstFree(shared.Path).Lock;

        Assert.Equal(first, Path.GetDirectoryName(third.Name));
    }

    [Fact]
    public void Lock_OfAFolderInUse_IsRefused()
    {
        using var held = DataFolder.Lock(shared.Path).Lock;

        Assert.Throws<DataDirectoryInUseException>(() => DataFolder.Lock(shared.Path));
    }
}
