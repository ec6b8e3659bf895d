namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Agents that speak with one another.</summary>
/// <param name="Agents">Who, in the order in which they speak.</param>
/// <param name="Topic">What the first is asked.</param>
/// <param name="Turns">How many times somebody speaks.</param>
internal sealed record Dialogue(IReadOnlyList<string> Agents, string Topic, int Turns)
{
    /// <summary>The fewest agents.</summary>
    public const int LeastAgents = 2;

    /// <summary>The most agents.</summary>
    public const int MostAgents = 6;

    /// <summary>The most turns.</summary>
    public const int MostTurns = 64;

    /// <summary>Who has a turn.</summary>
    /// <param name="turn">The turn, counted from 1.</param>
    public string SpeakerOf(int turn) => Agents[(turn - 1) % Agents.Count];

    /// <summary>The end of a text that is too long, after an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The most characters of what is returned.</param>
    public static string Tail(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Not from the middle of a character.
        var start = text.Length - (most - 1);
        return $"…{text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..]}";
    }
}
