using InfernoOrleans.Grains.CivicAngel.Agents;

namespace InfernoOrleans.Grains.CivicAngel.Learning;

/// <summary>How often each two of the 253 have answered together.</summary>
internal sealed class AnsweredTogether
{
    // Square, by index in the catalogue; a pair is counted once, at the greater index first.
    private readonly int[] counts = new int[AgentCatalog.All.Count * AgentCatalog.All.Count];

    /// <summary>Counts one activation.</summary>
    /// <param name="agents">Who answered, by id, in any order; whoever is none of the 253 has no part in it, and nobody counts twice.</param>
    public void Add(IEnumerable<string> agents)
    {
        var indexes = agents.Select(AgentCatalog.IndexOf).Where(index => index >= 0).Distinct().Order().ToArray();
        for (var i = 1; i < indexes.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                counts[At(indexes[i], indexes[j])]++;
            }
        }
    }

    /// <summary>How often these two answered together; 0 where one is none of the 253.</summary>
    public int Of(string one, string other)
    {
        var (i, j) = (AgentCatalog.IndexOf(one), AgentCatalog.IndexOf(other));
        return Math.Min(i, j) >= 0 ? counts[At(Math.Max(i, j), Math.Min(i, j))] : 0;
    }

    /// <summary>The pairs that answered together at all, by id, in the order of the catalogue.</summary>
    public IEnumerable<(string One, string Other)> Pairs() =>
        from one in Enumerable.Range(0, AgentCatalog.All.Count)
        from other in Enumerable.Range(one + 1, AgentCatalog.All.Count - one - 1)
        where counts[At(other, one)] > 0
        select (AgentCatalog.All[one].Id, AgentCatalog.All[other].Id);

    private static int At(int greater, int lesser) => (greater * AgentCatalog.All.Count) + lesser;
}
