namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>The turns of phrase of a lens. No two lenses share any.</summary>
/// <param name="Stances">How an agent stands to what it is asked: they go between commas.</param>
/// <param name="Deeds">What it does to it.</param>
/// <param name="Remarks">What it says of it.</param>
internal sealed record LensWords(string[] Stances, string[] Deeds, string[] Remarks) : RoleWords(Deeds, Remarks)
{
    private static readonly Dictionary<string, LensWords> All = new(StringComparer.Ordinal)
    {
        ["the-threshold"] = new(
            ["one foot on the sill", "in the doorway", "before going in"],
            ["asks it in or out", "stops where the floor changes", "holds the door for it"],
            ["Neither room has claimed it yet.", "The door opens toward whoever waits.", "Wipe your shoes: this is a border."]),
        ["the-periphery"] = new(
            ["from the corner of the eye", "out on the rim", "going round once more"],
            ["sees it best by looking away", "walks once around it", "asks those who stand outside"],
            ["What mattered passed at the side of the picture.", "From out here the middle is a rumour.", "The outskirts had the news first."]),
        ["the-center"] = new(
            ["from the hub", "with every spoke in sight", "where nothing turns"],
            ["stays where it does not turn", "finds the point it balances on", "draws every line of it inward"],
            ["All roads are the same length from here.", "The middle of the wheel hardly travels.", "Whatever turns is turning around this."]),
        ["the-edge"] = new(
            ["at the last foothold", "where the table ends", "toes over the drop"],
            ["walks it to the brink", "runs a thumb along the cut of it", "looks over the side of it"],
            ["One step more and it has another name.", "A blade is a place where something stops.", "Here even a crumb has a cliff."]),
        ["the-forgotten"] = new(
            ["under the dust sheets", "from an unlabelled drawer", "in the room without a key"],
            ["blows the dust from it", "calls it by its old name", "misses what should be beside it"],
            ["Someone left this here on purpose.", "The list is complete but for one name.", "It waited, since nobody said to stop."]),
        ["the-remembered"] = new(
            ["with the ledger open", "by heart", "a year later to the day"],
            ["enters it in the book", "compares it with the first time", "recites what came before it"],
            ["It happened; the rest is handwriting.", "The date is worn but legible.", "It has been here before, in another coat."]),
        ["the-dreamed"] = new(
            ["with closed eyes", "in the third hour of sleep", "half awake"],
            ["dreams the other half of it", "lets it change its shape", "enters it by a window"],
            ["The stairs lead into the sea, as usual.", "By morning it will have another door.", "Asleep, it was obvious."]),
        ["the-witnessed"] = new(
            ["under oath", "as one who was there", "with a steady eye"],
            ["swears to it", "tells only what was seen of it", "stays until it is over"],
            ["It was seen, and the seeing is signed.", "The light was good and the distance short.", "Two saw it; their stories agree where it hurts."]),
        ["the-shadowed"] = new(
            ["from the unlit side", "behind the lamp", "out of the sun"],
            ["feels for the back of it", "steps into the shade of it", "judges it by what it hides"],
            ["Its dark half is the heavier one.", "Something follows it at the same pace.", "Every lamp makes this larger."]),
        ["the-illuminated"] = new(
            ["at noon", "under the bulb", "in plain light"],
            ["turns the lamp on it", "reads the small print of it", "throws open the shutters on it"],
            ["No corner is left to stand in.", "Now even the dust has an outline.", "Bright enough to read, too bright to sleep."]),
        ["the-emerging"] = new(
            ["at the first crack in the shell", "ahead of the leaf", "while the paint is wet"],
            ["makes room for what comes out of it", "hears it breaking its shell", "waits for the rest of it to arrive"],
            ["It has no teeth yet and is already hungry.", "Half out of the ground, it counts as begun.", "Give it a week before you prune."]),
        ["the-dissolving"] = new(
            ["as the ink runs", "at low tide", "while it can still be held"],
            ["lets it thin", "tastes what is left of it", "watches its outline go"],
            ["Salt in water is gone only to the eye.", "The shape goes first, the taste stays.", "What remains would fit in a cup."]),
    };

    /// <summary>The words of a lens, <c>the-edge</c>.</summary>
    public static LensWords Of(string lens) => All[lens];
}
