using System.CommandLine;
using InfernoOrleans.Cli.Demo;
using InfernoOrleans.Cli.Nodes;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class DemoCommand
{
    private const string Name = "digits";
    private const string AllRows = "all";

    /// <summary>Long enough for steady figures, short enough to watch.</summary>
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan LongestCleanUp = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var url = new Option<Uri?>("--url")
        {
            Description = "A server to use. [default: a node of its own that leaves nothing behind]",
            HelpName = "URL",
            CustomParser = result => ServerOptions.ParseUrl(result.Tokens[0].Value, result),
        };
        var rows = new Option<string>("--rows")
        {
            Description = "How many of the held-out rows to send, or all.",
            HelpName = "COUNT",
            DefaultValueFactory = _ => AllRows,
        };
        rows.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (text == AllRows || (int.TryParse(text, out var count) && count > 0)) { return; }

            result.AddError($"--rows takes a number above 0, or all, not '{text}'.");
        });
        var connections = new Option<int>("--connections")
        {
            Description = "How many requests are under way at a time.",
            HelpName = "COUNT",
            DefaultValueFactory = _ => 4,
            CustomParser = result => NumberArgument.Read(result, 1, 1024) ?? 0,
        };

        var command = new Command("demo", "Serves a network that reads handwritten digits, and measures how well and how fast it answers.")
        {
            url, rows, connections,
        };
        command.AddKeyFile();
        command.SetAction((parsed, cancellationToken) =>
        {
            var limit = int.TryParse(parsed.GetValue(rows), out var count) ? count : int.MaxValue;
            var settings = new DemoSettings(parsed.GetValue(connections), LoadTime);
            var terminal = ServerOptions.TerminalOf(parsed);
            return parsed.GetValue(url) is { } server
                ? RunOnAsync(server, ServerOptions.KeyOf(parsed), limit, settings, terminal, serverStays: true, cancellationToken)
                : RunOnOwnNodeAsync(limit, settings, terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunOnOwnNodeAsync(int limit, DemoSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Say("Starting a node …");
        await using var node = await ChildNode.StartAsync(cancellationToken);
        return await RunOnAsync(node.Url, key: null, limit, settings, terminal, serverStays: false, cancellationToken);
    }

    private static async Task<int> RunOnAsync(
        Uri url, AccessKey? key, int limit, DemoSettings settings, Terminal terminal, bool serverStays, CancellationToken cancellationToken)
    {
        var sample = DigitsSample.Load();
        using var client = new InfernoClient(url, key: key);
        var report = await RunAsync(client, sample, limit, settings, terminal, serverStays, cancellationToken);
        if (terminal.Json)
        {
            terminal.WriteJson(report, InfernoJson.Readable.DemoReport);
        }
        else
        {
            DemoRendering.Print(report, terminal.Results);
            terminal.WriteLine(NextSteps.Describe(sample, serverStays ? url : null));
        }

        if (report.Success) { return ExitCodes.Ok; }

        terminal.Say(FormattableString.Invariant(
            $"inferno: The deployment does not answer as the model should: {report.ExpectedCorrect} rows right and a difference of at most {DigitsDemo.Tolerance:0e-0} were expected."));
        return ExitCodes.Failed;
    }

    private static async Task<DemoReport> RunAsync(
        InfernoClient client, DigitsSample sample, int limit, DemoSettings settings, Terminal terminal, bool serverStays, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(sample.ModelPath);
        var model = await client.ImportModelAsync(content, Name, sent: null, cancellationToken);
        terminal.Say($"Imported {model.ModelId}: {model.Architecture}, {Figures.Count(model.ParameterCount)} parameters.");
        var deployment = await client.DeployAsync(new DeployRequest { Name = Name, ModelId = model.ModelId }, cancellationToken);
        try
        {
            IReadOnlyList<DigitsRow> rows = [.. sample.Rows.Take(limit)];
            terminal.Say($"Deployed it as {deployment.DeploymentId} at {client.Url}; sending {rows.Count} images that it was not trained on, one a request.");
            var demo = new DigitsDemo(client, rows, settings, TimeProvider.System);
            return await DemoProgress.ShowAsync(
                terminal, progress => demo.RunAsync(model.ModelId, deployment.DeploymentId, progress, cancellationToken));
        }
        finally
        {
            if (serverStays) { await DeleteAsync(client, deployment.DeploymentId, terminal); }
        }
    }

    /// <summary>Also after Ctrl-C, hence a deadline of its own. A failure is told but does not hide how the demo itself ended.</summary>
    private static async Task DeleteAsync(InfernoClient client, string id, Terminal terminal)
    {
        using var deadline = new CancellationTokenSource(LongestCleanUp);
        try
        {
            await client.DeleteDeploymentAsync(id, deadline.Token);
        }
        catch (Exception failure) when (failure is CommandFailedException or OperationCanceledException)
        {
            terminal.Say($"inferno: {id} could not be deleted: {failure.Message}");
        }
    }
}
