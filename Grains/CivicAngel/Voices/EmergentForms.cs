using static InfernoOrleans.Grains.CivicAngel.Voices.Phrases;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>The forms of what the emergent agent says. Each has words of its own and of the phase.</summary>
internal static class EmergentForms
{
    /// <summary>How many there are.</summary>
    public const int Count = 10;

    /// <summary>Says it in a form.</summary>
    public static string Say(int form, Phrases p) => form switch
    {
        0 => $"{p.Name} {p.Act}, and {p.Deed}. {p.PhaseRemark}",
        1 => $"{p.Opening} {Begin(p.Time)}, {p.Name} {p.ActEnded} {p.Saying}",
        2 => $"{p.Quote}: the hands are done with it. {Begin(p.Time)}, {p.Name} {p.Deed}. {p.Saying}",
        3 => $"{p.Saying} So {p.Name} {p.Act}, {p.Time}. {p.Remark}",
        4 => $"{p.Opening} Asked about {p.Quote}, {p.Name} {p.Deed}, {p.Time}.",
        5 => $"{p.PhaseRemark} {p.Name} {p.ActEnded} {p.Remark}",
        6 => $"Out of the six hands, {p.Time}, {p.Quote} comes to {p.Name}, which {p.Deed}. {p.Opening}",
        7 => $"{Begin(p.Time)}, all that was made of {p.Quote} meets in {p.Name}. {p.Saying}",
        8 => $"Two hundred and fifty-two have a part of {p.QuoteEnded} {Begin(p.Time)}, {p.Name} {p.Deed}. {p.Saying}",
        _ => $"To {p.Quote} {p.Name} has this to add: {p.Saying} {p.PhaseRemark}",
    };
}
