using System.CommandLine;
using System.CommandLine.Parsing;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

/// <summary>The options that name an agent to deploy, or describe a custom one. Which words there are is for the server to say.</summary>
internal sealed class AgentOptions
{
    private readonly Option<string?> agent = new("--agent")
    {
        Description = "An agent of the Civic Angel: emergent-1, synth-mirror-palm, perspective-42.",
        HelpName = "ID",
    };

    private readonly Option<string?> hand = new("--hand")
    {
        Description = "A custom agent with the way of speaking of this hand: Mirror, Flame, Loom, Depth, Song or Silence.",
        HelpName = "HAND",
    };

    private readonly Option<string?> role = new("--role") { Description = "Its role, Palm or Finger1 to Finger5; or else its lens.", HelpName = "ROLE" };

    private readonly Option<string?> lens = new("--lens") { Description = "Its lens, such as the-threshold; or else its role.", HelpName = "LENS" };

    private readonly Option<string?> description = new("--description") { Description = "What it is for; with --task agent, what agents are to answer.", HelpName = "TEXT" };

    /// <summary>What it is for; of an agent task what it is about.</summary>
    public Option<string?> Description => description;

    public void AddTo(Command command)
    {
        foreach (var option in All) { command.Add(option); }
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(SymbolResult result) => All.Where(option => result.GetResult(option) is not null).Select(option => option.Name);

    public DeployAgentRequest Read(ParseResult parsed, string name) => new()
    {
        Name = name,
        AgentId = parsed.GetValue(agent),
        Hand = parsed.GetValue(hand),
        Role = parsed.GetValue(role),
        Lens = parsed.GetValue(lens),
        Description = parsed.GetValue(description),
    };

    private IEnumerable<Option> All => [agent, hand, role, lens, description];
}
