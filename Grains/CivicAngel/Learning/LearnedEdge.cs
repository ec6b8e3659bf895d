namespace InfernoOrleans.Grains.CivicAngel.Learning;

/// <summary>How strongly two agents are joined that have answered together.</summary>
/// <param name="One">The one whose id is the lesser, by the numbers of its characters.</param>
/// <param name="Other">The other.</param>
/// <param name="Weight">More than 0, at most 1.</param>
internal sealed record LearnedEdge(string One, string Other, double Weight);
