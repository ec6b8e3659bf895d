using System.Text;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Namespaces;

/// <summary>A file as <c>--json</c> prints it.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Text">What it holds; bytes that are no UTF-8 are replaced.</param>
internal sealed record FileText(string Path, string? MediaType, string Text)
{
    public static FileText Of(string path, FileBytes file) => new(path, file.MediaType, Encoding.UTF8.GetString(file.Bytes));
}
