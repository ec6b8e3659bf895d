using System.Diagnostics;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Reads dialogues, and checks all of them but whether their agents are there.</summary>
internal static class DialogueReader
{
    private static readonly FieldNames Fields = FieldNames.Of(ApiJson.Default.DialogueBody);

    /// <summary>Reads a dialogue.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static Dialogue Read(ReadOnlySpan<byte> body) => BodyReader.Read(body, mostNumbers: 0, ReadDialogue);

    /// <summary>The refusal of an agent that is not there.</summary>
    public static RefusedException Unknown(int index) =>
        RefusedException.Invalid($"agents[{index}]", $"agents[{index}] is not the id of an agent. GET /civic-angel/agents lists them.");

    private static Dialogue ReadDialogue(ref BodyReader body)
    {
        IReadOnlyList<string>? agents = null;
        string? topic = null;
        long? turns = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(Fields, ref seen) is { } field)
        {
            switch (field)
            {
                case "agents": agents = body.Texts(); break;
                case "topic": topic = body.Text(); break;
                case "turns": turns = body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }

        if (agents is not { Count: >= Dialogue.LeastAgents and <= Dialogue.MostAgents })
        {
            throw RefusedException.Invalid("agents", $"agents must be a list of {Dialogue.LeastAgents} to {Dialogue.MostAgents} ids of agents.");
        }

        for (var i = 0; i < agents.Count; i++)
        {
            if (!AgentIds.MayBeId(agents[i]))
            {
                throw Unknown(i);
            }
        }

        ActivationInput.CheckDescription(topic, "topic");
        return turns is < 1 or > Dialogue.MostTurns
            ? throw RefusedException.Invalid("turns", $"turns must be a whole number from 1 to {Dialogue.MostTurns}; it is {turns}.")
            : new Dialogue(agents, topic!, (int)(turns ?? agents.Count));
    }
}
