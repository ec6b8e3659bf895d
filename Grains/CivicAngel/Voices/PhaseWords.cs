using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>What a phase adds to whatever is said in it. Every phase has as many: the same choice is made in each.</summary>
/// <param name="Times">When something is said: a sentence can begin with it or end.</param>
/// <param name="Remarks">A sentence of its own.</param>
internal sealed record PhaseWords(string[] Times, string[] Remarks)
{
    private static readonly PhaseWords[] All =
    [
        new(
            ["in the hush", "while nothing stirs", "with the room gone still"],
            ["The hush is not broken by it.", "No one else has spoken yet.", "It is still quiet enough to hear it arrive."]),
        new(
            ["on the intake", "between two breaths", "with lungs half full"],
            ["The air goes in.", "The chest rises, and it rises along.", "One breath is all there is to spend."]),
        new(
            ["while names are given out", "with a name on the tongue", "as the labels are written"],
            ["It has a name now and must answer to it.", "Write it down before it is called something else.", "The name fits on the second try."]),
        new(
            ["in full voice", "above the chorus", "on the long note"],
            ["The choir has it by the second bar.", "More than one voice is carrying it.", "The window panes hum with it."]),
        new(
            ["as each thing turns to face itself", "in both directions", "on the way back"],
            ["It comes back the size it went out.", "What was sent out is looking in.", "Each side believes that it came first."]),
        new(
            ["as the salt lets go", "toward the end", "while forms run together"],
            ["Soon this will have no edges.", "Keep none of it; it keeps itself.", "It returns to the water it was drawn from."]),
    ];

    /// <summary>The words of a phase.</summary>
    public static PhaseWords Of(LifecyclePhase phase) => All[(int)phase];
}
