using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Commands;

internal static class ModelsImportCommand
{
    /// <summary>Below this an upload is over before a bar could be read.</summary>
    private const long BytesWorthABar = 4 << 20;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The model file, such as a .safetensors." };
        file.AcceptExistingOnly();
        var name = new Option<string?>("--name")
        {
            Description = "What to call the model. [default: the file's name without its extension]",
            HelpName = "NAME",
        };
        var command = new Command("import", "Imports a model file: its next version, unless these very bytes are one already.") { file, name };
        return command.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(file);
            var model = await ImportAsync(
                client, source, parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(source.Name), terminal, cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(model, InfernoJson.Readable.ModelInfo);
            }
            else
            {
                terminal.WriteLine(model.ModelId);
                terminal.Say($"{model.Architecture}, {Figures.Count(model.ParameterCount)} parameters, {Figures.Bytes(model.Bytes)}, SHA-256 {model.Sha256}");
            }

            return ExitCodes.Ok;
        });
    }

    private static async Task<ModelInfo> ImportAsync(
        InfernoClient client, FileInfo source, string name, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var content = source.OpenRead();
        if (content.Length < BytesWorthABar || !terminal.Messages.Profile.Out.IsTerminal)
        {
            return await client.ImportModelAsync(content, name, sent: null, cancellationToken);
        }

        return await terminal.Messages.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(bar =>
            {
                var upload = bar.AddTask(Markup.Escape(source.Name), maxValue: content.Length);
                return client.ImportModelAsync(content, name, new SentBytes(upload), cancellationToken);
            });
    }

    /// <summary>Not <see cref="Progress{T}"/>, which would report out of order from the thread pool.</summary>
    private sealed class SentBytes(ProgressTask upload) : IProgress<long>
    {
        public void Report(long value) => upload.Value = value;
    }
}
