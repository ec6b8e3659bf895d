using System.Collections.Frozen;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>The 253 agents, in their order: the emergent one, the synthesizers (hands outer, roles inner), the perspectives by number.</summary>
internal static class AgentCatalog
{
    /// <summary>The hands, and the roles of each.</summary>
    internal const int Hands = 6;

    /// <summary>The synthesizers: a hand and a role each.</summary>
    internal const int Synthesizers = Hands * Hands;

    /// <summary>The perspectives nested in a synthesizer.</summary>
    internal const int Nested = 6;

    /// <summary>The perspectives.</summary>
    internal const int Perspectives = Synthesizers * Nested;

    /// <summary>The index of the first synthesizer.</summary>
    internal const int FirstSynthesizer = 1;

    /// <summary>The index of the first perspective.</summary>
    internal const int FirstPerspective = FirstSynthesizer + Synthesizers;

    /// <summary>The id of the emergent agent.</summary>
    internal const string EmergentId = "emergent-1";

    private static readonly string[] RoleNames = ["Palm", "First Finger", "Second Finger", "Third Finger", "Fourth Finger", "Fifth Finger"];

    private static readonly string[] LensNames =
    [
        "the-threshold", "the-periphery", "the-center", "the-edge", "the-forgotten", "the-remembered",
        "the-dreamed", "the-witnessed", "the-shadowed", "the-illuminated", "the-emerging", "the-dissolving",
    ];

    // After the names: static fields are made in their order.
    private static readonly AgentInfo[] Agents = Create();

    private static readonly FrozenDictionary<string, int> Indexes =
        Agents.Select((agent, index) => (agent.Id, index)).ToFrozenDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);

    /// <summary>What perspectives look through: perspective i through the one at i mod 12.</summary>
    public static IReadOnlyList<string> Lenses => LensNames;

    /// <summary>All 253.</summary>
    public static IReadOnlyList<AgentInfo> All => Agents;

    /// <summary>The agent with this id; null where it is none of the 253.</summary>
    public static AgentInfo? Find(string id) => Indexes.TryGetValue(id, out var index) ? Agents[index] : null;

    /// <summary>Where the agent stands in <see cref="All"/>; -1 where it is none of the 253.</summary>
    public static int IndexOf(string id) => Indexes.GetValueOrDefault(id, -1);

    /// <summary>The six synthesizers of a hand, the palm first.</summary>
    public static IReadOnlyList<AgentInfo> OfHand(Hand hand) => new ArraySegment<AgentInfo>(Agents, FirstSynthesizer + ((int)hand * Hands), Hands);

    /// <summary>The hand that an agent belongs to: its own, or that of the synthesizer it is nested in; null where it belongs to none.</summary>
    public static Hand? HandOf(AgentInfo agent) => agent.Hand ?? SynthesizerAround(agent)?.Hand;

    /// <summary>The role that an agent has a part in: its own, or that of the synthesizer it is nested in; null where there is none.</summary>
    public static HandRole? RoleOf(AgentInfo agent) => agent.Role ?? SynthesizerAround(agent)?.Role;

    private static AgentInfo? SynthesizerAround(AgentInfo agent) =>
        IndexOf(agent.Id) is >= FirstPerspective and var index ? Agents[FirstSynthesizer + ((index - FirstPerspective) / Nested)] : null;

    private static AgentInfo[] Create() =>
    [
        new(EmergentId, "The Emergent Angel", AgentDescriptions.Emergent, AgentType.Emergent),
        .. from hand in Enum.GetValues<Hand>()
           from role in Enum.GetValues<HandRole>()
           select new AgentInfo(
               $"synth-{Lower(hand)}-{Lower(role)}", $"{hand} {RoleNames[(int)role]}", AgentDescriptions.Of(hand, role), AgentType.Synthesizer, hand, role),
        .. from number in Enumerable.Range(1, Perspectives)
           let lens = number % LensNames.Length
           let around = (number - 1) / Nested
           select new AgentInfo(
               $"perspective-{number}",
               $"Perspective {number}: {LensNames[lens]}",
               AgentDescriptions.Of((Hand)(around / Hands), (HandRole)(around % Hands), lens),
               AgentType.Perspective,
               SymbolicLens: LensNames[lens]),
    ];

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
