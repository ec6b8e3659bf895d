namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>How the emergent agent speaks: of the many, as one.</summary>
internal static class EmergentWords
{
    /// <summary>In place of those of a hand.</summary>
    public static readonly HandWords Whole = new(
        ["All six hands, one voice.", "The whole ring speaks.", "Thirty-six lay down their tools.", "Add them up, then add again.", "Everyone at once, and clearly."],
        [
            "hears {0} from every side at once", "sends {0} round the ring and waits for it to come home", "gathers {0} out of thirty-six mouths",
            "finds {0} in no part and in the whole", "adds up {0} and has something left over",
        ],
        [
            "What answers here is larger than any who answered.", "The ring has no first stone, and it stands.",
            "Take the parts in two orders and you get two sums.", "The flock turns before any bird decides to.",
            "Where two hundred views cross there is a floor to stand on.", "A harbour is something that no ship contains.",
        ]);

    /// <summary>In place of those of a role.</summary>
    public static readonly RoleWords Parts = new(
        ["says one thing", "keeps the remainder", "answers for all of them", "hands it back whole"],
        ["No hand said this; six of them did.", "Its parts would not know it.", "Every one of them has signed it.", "Nobody here could have said it alone."]);
}
