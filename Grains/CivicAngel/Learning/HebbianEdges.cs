namespace InfernoOrleans.Grains.CivicAngel.Learning;

/// <summary>What a dream makes of the learned edges: those between agents that answered together grow, the others fade.</summary>
/// <param name="Edges">The edges that are kept, the strongest first.</param>
/// <param name="Strengthened">How many of them are between agents that answered together.</param>
/// <param name="Faded">How many that were there are kept no longer.</param>
internal sealed record HebbianEdges(IReadOnlyList<LearnedEdge> Edges, int Strengthened, int Faded)
{
    /// <summary>Learns from what happened since the dream before.</summary>
    /// <param name="present">The edges that are there, each once.</param>
    /// <param name="together">How often agents answered together.</param>
    /// <param name="rate">The part of what an edge lacks to 1 that each time together adds.</param>
    /// <param name="fading">What an edge without any is multiplied with.</param>
    /// <param name="least">The weight below which an edge is not kept.</param>
    /// <param name="most">The most edges that are kept.</param>
    public static HebbianEdges Learn(
        IReadOnlyList<LearnedEdge> present, AnsweredTogether together, double rate = 0.05, double fading = 0.9, double least = 0.01, int most = 2_000)
    {
        var weights = present.ToDictionary(edge => (edge.One, edge.Other), edge => edge.Weight);
        var pairs = weights.Keys.Union(together.Pairs().Select(pair => InOrder(pair.One, pair.Other)));
        LearnedEdge[] kept =
        [
            .. pairs.Select(pair => new LearnedEdge(pair.One, pair.Other, Next(weights.GetValueOrDefault(pair), together.Of(pair.One, pair.Other))))
                .Where(edge => edge.Weight >= least)
                .OrderByDescending(edge => edge.Weight)
                .ThenBy(edge => edge.One, StringComparer.Ordinal)
                .ThenBy(edge => edge.Other, StringComparer.Ordinal)
                .Take(most),
        ];
        return new HebbianEdges(
            kept,
            kept.Count(edge => together.Of(edge.One, edge.Other) > 0),
            weights.Count - kept.Count(edge => weights.ContainsKey((edge.One, edge.Other))));

        // Each time takes the same part of what is lacking: n times at once are as n times one after another.
        double Next(double weight, int times) => times > 0 ? 1 - ((1 - weight) * Math.Pow(1 - rate, times)) : weight * fading;
    }

    private static (string One, string Other) InOrder(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);
}
