namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>What an agent has at hand for one answer. It is said whole: forms only put it in order.</summary>
/// <param name="Name">Who speaks.</param>
/// <param name="Quote">What it was asked, in quotation marks.</param>
/// <param name="Opening">A sentence to begin with.</param>
/// <param name="Act">What it does to the quote, which is in it: a predicate.</param>
/// <param name="Saying">A sentence that holds anywhere.</param>
/// <param name="Deed">What it does to "it": a predicate.</param>
/// <param name="Remark">A sentence on "it".</param>
/// <param name="Time">When: the phase.</param>
/// <param name="PhaseRemark">A sentence of the phase.</param>
internal sealed record Phrases(
    string Name, string Quote, string Opening, string Act, string Saying, string Deed, string Remark, string Time, string PhaseRemark)
{
    /// <summary>How it stands to it; goes between commas. Only perspectives have it, and the two below.</summary>
    public string Stance { get; init; } = "";

    /// <summary>What its lens has it do to "it": a predicate.</summary>
    public string LensDeed { get; init; } = "";

    /// <summary>A sentence of its lens on "it".</summary>
    public string LensRemark { get; init; } = "";

    /// <summary>The act at the end of a sentence.</summary>
    public string ActEnded => End(Act);

    /// <summary>The quote at the end of a sentence.</summary>
    public string QuoteEnded => End(Quote);

    /// <summary>A phrase as the beginning of a sentence.</summary>
    public static string Begin(string phrase) => char.ToUpperInvariant(phrase[0]) + phrase[1..];

    /// <summary>A quote that ends with a sentence of its own needs no other stop.</summary>
    private static string End(string phrase) => phrase is [.., '.' or '!' or '?' or '…', '”'] ? phrase : phrase + ".";
}
