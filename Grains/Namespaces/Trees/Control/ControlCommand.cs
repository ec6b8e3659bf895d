namespace InfernoOrleans.Grains.Namespaces.Trees.Control;

/// <summary>A command that can be written to a <c>ctl</c>.</summary>
/// <param name="Usage">Its name and what follows it, optional words in brackets: <c>rollout MODEL [DTYPE]</c>.</param>
/// <param name="Act">Does it with the words that followed the name; answers with a sentence.</param>
internal sealed record ControlCommand(string Usage, Func<IReadOnlyList<string>, CancellationToken, Task<string>> Act)
{
    /// <summary>Its first word.</summary>
    public string Name => Usage.Split(' ')[0];

    /// <summary>Whether so many words may follow the name.</summary>
    public bool Takes(int words)
    {
        var parameters = Usage.Split(' ')[1..];
        return words <= parameters.Length && words >= parameters.Count(parameter => parameter[0] != '[');
    }
}
