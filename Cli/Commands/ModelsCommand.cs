using System.CommandLine;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class ModelsCommand
{
    public static Command Create() =>
        new Command("models", "Lists the registered models; its subcommands import a model and describe a network.")
        {
            ModelsImportCommand.Create(),
            ModelsBuildCommand.Create(),
        }.Calling(async (_, client, terminal, cancellationToken) =>
        {
            Print(await client.ListModelsAsync(cancellationToken), terminal);
            return ExitCodes.Ok;
        });

    private static void Print(IReadOnlyList<ModelInfo> models, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(models, InfernoJson.Readable.IReadOnlyListModelInfo);
            return;
        }

        if (models.Count == 0)
        {
            terminal.Say("No models. Import one with: inferno models import FILE");
            return;
        }

        var table = Sheet.Of("Model", "Architecture", "Parameters", "Size", "SHA-256", "Imported");
        table.Columns[2].Alignment = table.Columns[3].Alignment = Spectre.Console.Justify.Right;
        foreach (var model in models)
        {
            table.AddTexts(
                model.ModelId,
                model.Architecture,
                Figures.Count(model.ParameterCount),
                Figures.Bytes(model.Bytes),
                model.Sha256?[..Math.Min(12, model.Sha256.Length)],
                Figures.Time(model.Created));
        }

        terminal.Results.Write(table);
    }
}
