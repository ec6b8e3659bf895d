namespace InfernoOrleans.Tensors.Formats;

/// <summary>A model file that cannot be used. The message is one sentence for the person who sent the file.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>A refusal of a file.</summary>
    /// <param name="message">What is wrong with the file, in one sentence, without paths of this machine.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public ModelFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A name out of a file, short and printable enough to be part of a message.</summary>
    internal static string Quote(string name)
    {
        const int Longest = 80;
        string start = name.Length <= Longest ? name : string.Concat(name.AsSpan(0, Longest), "…");
        return $"'{string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
