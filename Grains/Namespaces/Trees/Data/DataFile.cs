using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <summary>
/// <c>data</c>: write numbers, read the answer. The write answers with it, and whoever wrote it finds it in the file for some minutes: what others
/// ask of the network is not for everyone to see.
/// </summary>
internal sealed class DataFile(IGrainFactory grains, DataExecution execution, DeploymentId deployment) : TreeFile
{
    private const int MostBytes = 1 << 20;

    protected override bool CanWrite => true;

    public override async Task<FileContent> ReadAsync(string principal, CancellationToken cancellationToken) =>
        await AnswerOf(principal).FindAsync() ?? TreeContent.Empty;

    public override async Task<FileContent> WriteAsync(ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken)
    {
        if (content.Length > MostBytes)
        {
            throw new RefusedException(
                RefusalReason.TooLarge, $"data takes at most {MostBytes:N0} bytes a write; these are {content.Length:N0}. Write fewer rows at a time.", "data");
        }

        var answer = TreeContent.Text(await execution.RunAsync(deployment, NumberText.Parse(content.Span), cancellationToken));
        await AnswerOf(principal).KeepAsync(answer.Bytes.Length <= IDataAnswerGrain.MostBytes ? answer : null);
        return answer;
    }

    private IDataAnswerGrain AnswerOf(string principal) => grains.GetGrain<IDataAnswerGrain>($"{deployment}/{principal}");
}
