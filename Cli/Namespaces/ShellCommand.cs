namespace InfernoOrleans.Cli.Namespaces;

/// <summary>A command of the shell.</summary>
/// <param name="Words">Its name and what follows it.</param>
/// <param name="Target">The file into which its output goes; null for none.</param>
internal sealed record ShellCommand(IReadOnlyList<string> Words, string? Target);
