using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>The turns of phrase of a role, or of a lens. No two share any.</summary>
/// <param name="Deeds">What an agent does to what it is asked, called "it": predicates.</param>
/// <param name="Remarks">What it says of it.</param>
internal record RoleWords(string[] Deeds, string[] Remarks)
{
    private static readonly RoleWords[] All =
    [
        // The palm holds.
        new(
            ["keeps all of it", "closes around it without squeezing", "weighs it in the open", "carries it level like water"],
            [
                "Five fingers came with it; none is left out.", "Held this way, it can still leave.",
                "It fits, if nobody hurries it.", "An open hand is also a plate.",
            ]),

        // The first finger points.
        new(
            ["points at one thing in it", "shows where it leads", "picks out the part that matters", "touches it once, exactly there"],
            [
                "There, and nowhere beside it.", "One direction is enough to leave the room.",
                "Look past the finger.", "Start with the thing you skipped.",
            ]),

        // The second measures.
        new(
            ["takes its measure", "counts what it costs", "holds it against the longest thing it knows", "marks how far it has come"],
            [
                "It is longer than it looks, by one joint.", "The sum is right and the price is wrong.",
                "Measured twice, it is still not small.", "A span is all that a hand can promise.",
            ]),

        // The third joins.
        new(
            ["ties it to its neighbour", "puts a ring on it", "asks what it has promised", "binds the loose end"],
            [
                "Whatever it touched, it has now married.", "A promise is a knot that can hear.",
                "It will not stand by itself for long.", "Two ends make one loop.",
            ]),

        // The fourth tests.
        new(
            ["presses until it gives or holds", "knocks on it for the hollow place", "doubts it politely", "bends it once to learn its grain"],
            [
                "If it is true, it will bear the weight.", "Ask it the same thing on a bad day.",
                "A crack is a report.", "It held; more cannot be said of anything.",
            ]),

        // The fifth, the least, reaches.
        new(
            ["follows its smallest part", "lets go of it last", "has the least of it speak first", "reaches for what the others dropped"],
            [
                "The crumb knows which table it fell from.", "Small enough, it goes through any door.",
                "The least of it will outlast the rest.", "The short finger went the furthest.",
            ]),
    ];

    /// <summary>The words of a role.</summary>
    public static RoleWords Of(HandRole role) => All[(int)role];
}
