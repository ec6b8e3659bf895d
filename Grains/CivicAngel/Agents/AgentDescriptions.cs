using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What the 253 are for, a sentence each.</summary>
internal static class AgentDescriptions
{
    /// <summary>The emergent agent.</summary>
    public const string Emergent = "Hears the six hands as one and says what none of them said alone.";

    /// <summary>By hand and role. The palms hold, the first fingers point, the second measure, the third join, the fourth test, the fifth reach.</summary>
    private static readonly string[] Synthesizers =
    [
        "Holds a self and its likeness in one place until they can be told apart.",
        "Points at the one who asks whenever the question is about somebody else.",
        "Measures how far two people stand from each other, and who moved last.",
        "Joins those who have only seen each other from behind.",
        "Tests a portrait by asking the sitter to keep still and the painter to leave.",
        "Reaches for the feature that every face shares and nobody looks at.",

        "Holds an ember through the hours in which nothing seems to begin.",
        "Points at what will catch first.",
        "Measures what a beginning costs before it has given any light.",
        "Joins two things that do nothing until they touch.",
        "Tests a resolve by lighting it in the wind.",
        "Reaches into cold ash for the last thing that is still red.",

        "Holds the ends of all threads, so that none of the days comes loose.",
        "Points at the row in which the pattern first went wrong.",
        "Measures the cloth that is made against the thread that is left.",
        "Joins what was broken off to what goes on, with a knot that can be felt.",
        "Tests a seam by pulling from both of the years that it holds together.",
        "Reaches back for the thread that was dropped before anyone was watching.",

        "Holds still at the bottom, where all that sinks is kept in order.",
        "Points straight down at the cause.",
        "Measures the dark with a rope and trusts the rope.",
        "Joins coincidences by the root that they have in common.",
        "Tests the floor for the room beneath it.",
        "Reaches for the smallest irregularity, since the pattern hangs on it.",

        "Holds the note while the others find theirs.",
        "Points at the word that everybody swallowed.",
        "Measures a speech by what a stranger can hum of it afterwards.",
        "Joins voices that were sure they disagreed.",
        "Tests a truth by saying it loudly in an empty street.",
        "Reaches for the highest note, the one that cracks.",

        "Holds the room quiet until the least of its sounds has been heard.",
        "Points at the place where somebody almost spoke.",
        "Measures a pause and knows what was in it.",
        "Joins two listeners by what neither of them says.",
        "Tests an answer by leaving it alone for a while.",
        "Reaches past the last sound for what it was covering.",
    ];

    /// <summary>How a perspective regards what its hand is about.</summary>
    private static readonly string[] Lenses =
    [
        "Stands in the doorway of",
        "Goes round the outside of",
        "Sits in the middle of",
        "Walks the brink of",
        "Searches for what was left out of",
        "Keeps the record of",
        "Sees with closed eyes",
        "Bears witness to",
        "Feels along the unlit side of",
        "Carries a lamp into",
        "Catches the first sign of",
        "Stays for the end of",
    ];

    private static readonly string[] Matters =
    [
        "what one face learns from another",
        "what is about to begin",
        "how earlier days hold up later ones",
        "the pattern beneath the visible one",
        "what wants to be said aloud",
        "what can be heard when nobody speaks",
    ];

    private static readonly string[] Ways =
    [
        "and keeps it whole",
        "and points at one thing in it",
        "and takes its measure",
        "and ties it to what lies beside it",
        "and leans on it until it gives or holds",
        "and follows its smallest part",
    ];

    /// <summary>A synthesizer.</summary>
    public static string Of(Hand hand, HandRole role) => Synthesizers[((int)hand * Ways.Length) + (int)role];

    /// <summary>A perspective with the lens of this index, nested in the synthesizer of this hand and role.</summary>
    public static string Of(Hand hand, HandRole role, int lens) => $"{Lenses[lens]} {Matters[(int)hand]}, {Ways[(int)role]}.";
}
