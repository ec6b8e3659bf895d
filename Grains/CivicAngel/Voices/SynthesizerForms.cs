using static InfernoOrleans.Grains.CivicAngel.Voices.Phrases;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>The forms of what synthesizers say. Each has words of the hand, of the role and of the phase.</summary>
internal static class SynthesizerForms
{
    /// <summary>How many there are.</summary>
    public const int Count = 12;

    /// <summary>Says it in a form.</summary>
    public static string Say(int form, Phrases p) => form switch
    {
        0 => $"{p.Name} {p.Act}, and {p.Deed}. {p.PhaseRemark}",
        1 => $"{p.Opening} {Begin(p.Time)}, {p.Name} {p.ActEnded} {p.Remark}",
        2 => $"{p.Quote}, you say. {Begin(p.Time)}, {p.Name} {p.Deed}. {p.Saying}",
        3 => $"{p.Remark} {p.Name} {p.Act}, {p.Time}. {p.Saying}",
        4 => $"{p.Saying} So {p.Name} {p.Act}, and {p.Deed}, {p.Time}.",
        5 => $"Asked about {p.Quote}, {p.Name} {p.Deed}. {p.Opening} {p.PhaseRemark}",
        6 => $"{p.PhaseRemark} {p.Name} {p.ActEnded} {p.Remark}",
        7 => $"{p.Opening} {p.Remark} This {p.Name} returns, {p.Time}, to whoever brought {p.QuoteEnded}",
        8 => $"Take {p.QuoteEnded} {p.Name} {p.Deed}, {p.Time}. {p.Saying}",
        9 => $"This is how {p.Name} answers {p.Quote}: {p.Remark} {p.Saying} {p.PhaseRemark}",
        10 => $"{Begin(p.Time)}, {p.Name} {p.Act}, {p.Deed}, and adds: {p.Saying}",
        _ => $"{p.Name} turns {p.Quote} over, {p.Time}. {p.Remark} {p.Opening}",
    };
}
