using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Control;

/// <summary><c>ctl</c>: reading it lists the commands, writing one carries it out.</summary>
internal sealed class ControlFile(params ControlCommand[] commands) : TreeFile
{
    protected override bool CanWrite => true;

    public override Task<FileContent> ReadAsync(string principal, CancellationToken cancellationToken) =>
        Task.FromResult(TreeContent.Text(string.Concat(commands.Select(command => $"{command.Usage}\n"))));

    public override async Task<FileContent> WriteAsync(ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken)
    {
        if (!ControlLine.TryParse(content.Span, out var words))
        {
            throw RefusedException.Invalid("ctl", $"ctl takes one command a write, a line of at most 1,024 bytes: {Known}.");
        }

        var command = Array.Find(commands, command => command.Name == words[0])
            ?? throw RefusedException.Invalid("ctl", $"ctl knows no command '{Shorten(words[0])}' here. Its commands are {Known}.");
        if (!command.Takes(words.Count - 1))
        {
            throw RefusedException.Invalid("ctl", $"ctl takes {command.Usage}; {words.Count - 1} words follow the command.");
        }

        return TreeContent.Text($"{await command.Act([.. words.Skip(1)], cancellationToken)}\n");
    }

    private string Known => string.Join(", ", commands.Select(command => command.Usage));

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
