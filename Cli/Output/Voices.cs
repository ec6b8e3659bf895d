using System.Globalization;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace InfernoOrleans.Cli.Output;

/// <summary>What agents say: on a terminal prose under the agent's name; elsewhere a line each, the agent's id and its words parted by a tab.</summary>
internal static class Voices
{
    private const int LongestLine = 84;
    private const int Indent = 2;
    private const int NumbersShown = 16;

    private static readonly Style Quiet = new(Color.Grey);

    public static void Write(AgentResponse answer, Terminal terminal) =>
        Write(answer.AgentId, answer.AgentName, answer.Voice, Remark(answer), answer.Inference is { } inference ? Describe(inference) : null, terminal);

    public static void Write(DialogueTurn turn, Terminal terminal) =>
        Write(turn.AgentId, turn.AgentName, turn.Voice, remark: null, computed: null, terminal);

    /// <summary>All answers to an activation, and in what phase they were given.</summary>
    public static void Write(IReadOnlyList<AgentResponse> answers, string? phase, Terminal terminal)
    {
        foreach (var answer in answers)
        {
            Write(answer, terminal);
        }

        terminal.Say($"{Figures.Count(answers.Count)} {(answers.Count == 1 ? "answer" : "answers")}{(phase is null ? "" : $", in {phase}")}.");
    }

    /// <summary>How a voice looks on a terminal.</summary>
    /// <param name="id">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="voice">What it says.</param>
    /// <param name="remark">How it was reached, if that is worth telling.</param>
    /// <param name="computed">What its model answered, if it was asked.</param>
    /// <param name="width">How many characters fit on a line.</param>
    public static IRenderable Draw(string id, string name, string voice, string? remark, string? computed, int width)
    {
        var head = new Paragraph(name, new Style(decoration: Decoration.Bold)).Append($"  {id}{(remark is null ? "" : $", {remark}")}", Quiet);
        var column = new GridColumn { Width = Math.Max(1, Math.Min(LongestLine, width - Indent)), Padding = new Padding(Indent, 0, 0, 0) };
        var prose = new Grid { Expand = false }.AddColumn(column).AddRow(new Text(voice));
        if (computed is not null) { prose.AddRow(new Text(computed, Quiet)); }

        return new Rows(head, prose, Text.Empty);
    }

    private static void Write(string id, string name, string voice, string? remark, string? computed, Terminal terminal)
    {
        if (terminal.Results.Profile.Out.IsTerminal)
        {
            terminal.Results.Write(Draw(id, name, voice, remark, computed, terminal.Results.Profile.Width));
        }
        else
        {
            terminal.WriteLine($"{id}\t{OneLine(voice)}{(computed is null ? "" : $"\t{OneLine(computed)}")}");
        }
    }

    private static string? Remark(AgentResponse answer) => answer switch
    {
        { Step: { } step, Strength: { } strength } => string.Create(CultureInfo.InvariantCulture, $"step {step}, strength {strength:0.###}"),
        { Step: { } step } => string.Create(CultureInfo.InvariantCulture, $"step {step}"),
        _ => null,
    };

    /// <summary>deploy-1: label 3 of 0 0.01 0.02 0.97, in few digits: <c>--json</c> has them all.</summary>
    private static string Describe(AgentInference inference)
    {
        if (inference.Result is not { } numbers) { return $"{inference.DeploymentId}: {inference.Error}"; }

        var shown = string.Join(' ', numbers.Take(NumbersShown).Select(number => number.ToString("G3", CultureInfo.InvariantCulture)));
        var rest = numbers.Count > NumbersShown ? $" … ({Figures.Count(numbers.Count)} numbers)" : "";
        return inference.Label is { } label
            ? string.Create(CultureInfo.InvariantCulture, $"{inference.DeploymentId}: label {label} of {shown}{rest}")
            : $"{inference.DeploymentId}: {shown}{rest}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
