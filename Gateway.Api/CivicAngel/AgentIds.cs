using System.Text.RegularExpressions;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What can be the id of an agent. Of anything else no grain is asked, which would come to life for it.</summary>
internal static partial class AgentIds
{
    /// <exception cref="RefusedException">It can be the id of no agent.</exception>
    public static void Check(string id)
    {
        if (!MayBeId(id))
        {
            throw RefusedException.NotFound(
                "There is no agent with that id. Ids are emergent-1, synth-mirror-palm and the like, perspective-1 to perspective-216, and agent-N of one that was deployed.");
        }
    }

    /// <summary>Whether there may be an agent with that id.</summary>
    public static bool MayBeId(string id) => Id().IsMatch(id);

    [GeneratedRegex(
        @"\A(emergent-1|synth-(mirror|flame|loom|depth|song|silence)-(palm|finger[1-5])|perspective-([1-9][0-9]?|1[0-9][0-9]|20[0-9]|21[0-6])|agent-[1-9][0-9]{0,17})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
