using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A file that is made when it is read.</summary>
internal sealed class ComputedFile(Func<CancellationToken, Task<FileContent>> read) : TreeFile
{
    /// <summary>A file of one word, as it was when the file was walked to.</summary>
    public static ComputedFile Of(string word) => new(_ => Task.FromResult(TreeContent.Text($"{word}\n")));

    public override Task<FileContent> ReadAsync(string principal, CancellationToken cancellationToken) => read(cancellationToken);
}
