using static InfernoOrleans.Grains.CivicAngel.Voices.Phrases;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>The forms of what perspectives say. Each has words of the hand, of the role, of the lens and of the phase.</summary>
internal static class PerspectiveForms
{
    /// <summary>How many there are.</summary>
    public const int Count = 12;

    /// <summary>Says it in a form.</summary>
    public static string Say(int form, Phrases p) => form switch
    {
        0 => $"{p.Name}, {p.Stance}, {p.Act}, and {p.Deed}. {p.PhaseRemark}",
        1 => $"{p.Opening} {Begin(p.Time)}, {p.Name} {p.Act}, and {p.LensDeed}. {p.Remark}",
        2 => $"{p.Quote}, you say. {p.Name}, {p.Stance}, {p.Deed}, {p.Time}. {p.Opening}",
        3 => $"{p.LensRemark} {p.Name} {p.Act}, {p.Time}, and {p.Deed}.",
        4 => $"{Begin(p.Time)}, {p.Name} {p.ActEnded} {p.LensRemark} {p.Remark}",
        5 => $"Asked about {p.Quote}, {p.Name} {p.LensDeed} and {p.Deed}. {p.Opening} {p.PhaseRemark}",
        6 => $"{p.PhaseRemark} {Begin(p.Stance)}, {p.Name} {p.ActEnded} {p.Remark}",
        7 => $"{p.Remark} {p.LensRemark} So {p.Name} {p.Act}, {p.Time}.",
        8 => $"Take {p.QuoteEnded} {Begin(p.Time)}, {p.Name} {p.LensDeed}. {p.Remark} {p.Opening}",
        9 => $"{Begin(p.Time)}, this is how {p.Name} answers {p.Quote}: {p.LensRemark} {p.Remark} {p.Opening}",
        10 => $"{Begin(p.Stance)}, {p.Name} {p.Act}, {p.Time}. {p.Remark}",
        _ => $"{p.Saying} {Begin(p.Time)}, {p.Name} hears {p.Quote}, {p.LensDeed} and {p.Deed}.",
    };
}
