using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <summary>
/// The last answer of a <c>data</c> file to one principal, who may read it after it was written. Key: the deployment id and the principal,
/// <c>deploy-1/key-3</c>. It lives in memory only.
/// </summary>
[Alias("inferno.data-answer")]
internal interface IDataAnswerGrain : IGrainWithStringKey
{
    /// <summary>The longest answer that is kept, in bytes.</summary>
    const int MostBytes = 64 << 10;

    /// <summary>Keeps an answer in place of the one before, if there is room in the silo; null forgets that.</summary>
    [Alias("keep")]
    Task KeepAsync(FileContent? answer);

    /// <summary>The answer; null where there was none for a few minutes, or one that was not kept.</summary>
    [Alias("find")]
    Task<FileContent?> FindAsync();
}
