using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>How a hand speaks. No two hands share a word of it.</summary>
/// <param name="Openings">What it says before anything else.</param>
/// <param name="Acts">What an agent does to what it is asked, which is written {0}: a predicate.</param>
/// <param name="Sayings">What it holds to be true.</param>
internal sealed record HandWords(string[] Openings, string[] Acts, string[] Sayings)
{
    private static readonly HandWords[] All =
    [
        new(
            ["Face to face.", "Turn the glass.", "Two chairs, one table.", "Look at who is looking.", "First the back of the frame."],
            [
                "holds {0} up to the glass", "reads {0} from right to left", "asks whose face {0} is wearing", "gives {0} back with left and right exchanged",
                "seats {0} across from whoever said it",
            ],
            [
                "Nobody has seen their own eyes except in something else.", "What you call the other stands exactly at your distance.",
                "A glass keeps none of the faces that used it.", "The question has the same outline as the one who asks.",
                "Two strangers are already half an answer.", "Whoever steps back makes both of them smaller.",
            ]),
        new(
            ["Flint first.", "Stand back a little.", "One match, dry wood.", "Begin badly, but begin.", "The fuse is shorter than you think."],
            [
                "puts a match to {0}", "feeds {0} one dry stick", "blows once on {0}", "burns {0} down to what will not burn",
                "strikes {0} and looks at the spark",
            ],
            [
                "A spark owes nothing to the size of the barn.", "What meant to wait has missed its chance.", "Ash is how a beginning signs its name.",
                "Heat does not ask what the wood was for.", "The first minute outranks the hour after it.", "Cold iron has no opinions.",
            ]),
        new(
            ["Over, under.", "Count the threads.", "Last year holds this one up.", "The shuttle comes back.", "Start at the far end of the cloth."],
            [
                "threads {0} between yesterday and the day after", "ties {0} to a knot made long ago", "counts {0} into the warp",
                "pulls {0} tight and turns the cloth over", "lays {0} over one year and under the next",
            ],
            [
                "A thread is late on one side of the cloth only.", "Tomorrow is the part of the pattern still on the spool.",
                "What was mended is now the strongest place.", "No row is woven before the row that carries it.",
                "Unpick one knot and three winters come loose.", "The weaver sees the wrong side all day.",
            ]),
        new(
            ["Below the keel.", "Let the line run out.", "Under the floor, another floor.", "Hold your breath and count.", "Ask the well."],
            [
                "lowers {0} on a long rope", "drops {0} and counts until it lands", "digs under {0} and finds a plan", "sounds {0} to the bottom",
                "follows {0} down past the light",
            ],
            [
                "The surface is the part that agreed to be seen.", "Where the water is calm, something large is keeping still.",
                "Three accidents in a row are a drawing.", "Roots have the map at which branches guess.",
                "The shape was there before anyone looked.", "Dig where the grass is greener than it should be.",
            ]),
        new(
            ["Give me the note.", "Louder than that.", "From the chest.", "Breathe, then the first word.", "Again, with the windows open."],
            [
                "sings {0} a third higher", "puts {0} into the mouth of a crowd", "says {0} aloud until it scans", "finds the beat in {0}",
                "takes {0} from the top",
            ],
            [
                "What is sung twice belongs to whoever hears it.", "A word kept in the mouth goes sour.", "The refrain knew the verse was coming.",
                "A true sentence can be shouted across a river.", "The throat decides before the mind has read the page.",
                "Whoever hums has already agreed.",
            ]),
        new(
            ["Wait.", "Nothing yet.", "Close the door softly.", "Let the bell finish.", "Lend an ear, keep your answer."],
            [
                "leaves a space around {0}", "listens to {0} until the end and then longer", "hears what {0} did not say", "answers {0} with a nod",
                "sets {0} down where it is quiet",
            ],
            [
                "The pause was part of the sentence.", "A full ear holds nothing.", "Snow tells every step apart.",
                "Who speaks last has heard the most.", "Between two knocks there is the whole house.", "An owl hears the mouse decide.",
            ]),
    ];

    /// <summary>The words of a hand.</summary>
    public static HandWords Of(Hand hand) => All[(int)hand];
}
