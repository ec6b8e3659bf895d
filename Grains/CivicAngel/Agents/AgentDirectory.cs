using System.Globalization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>Who there is: the 253 from the catalogue, the others from their rows.</summary>
internal sealed class AgentDirectory(AgentTable table)
{
    private const string CustomPrefix = "agent-";

    /// <summary>Finds an agent.</summary>
    /// <exception cref="RefusedException">There is none with that id.</exception>
    public async Task<AgentInfo> FindAsync(string id, CancellationToken cancellationToken) =>
        (await table.FindAsync(id, cancellationToken))?.ToInfo() ?? throw AgentTable.Unknown(id);

    /// <summary>Lists agents.</summary>
    /// <exception cref="RefusedException">The page does not begin after an agent.</exception>
    public async Task<IReadOnlyList<AgentInfo>> ListAsync(AgentQuery query, CancellationToken cancellationToken)
    {
        if (query.Type == AgentType.Custom)
        {
            var rows = await table.ListCustomAsync(CustomNumber(query.After), query.Limit, cancellationToken);
            return [.. rows.Select(row => row.ToInfo())];
        }

        var after = query.After is null ? -1 : AgentCatalog.IndexOf(query.After);
        if (query.After is not null && after < 0)
        {
            throw NoCursor(query.After);
        }

        var models = await table.ListModelsAsync(cancellationToken);
        return
        [
            .. AgentCatalog.All.Skip(after + 1)
                .Where(agent => (query.Type is null || agent.Type == query.Type) && (query.Hand is null || agent.Hand == query.Hand))
                .Take(query.Limit)
                .Select(agent => models.TryGetValue(agent.Id, out var model) ? agent with { Model = model } : agent),
        ];
    }

    private static long CustomNumber(string? after) =>
        after is null ? 0
        : after.StartsWith(CustomPrefix, StringComparison.Ordinal) && long.TryParse(after.AsSpan(CustomPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw NoCursor(after);

    private static RefusedException NoCursor(string after) =>
        RefusedException.Invalid("cursor", $"cursor must be the one that the page before gave; '{after}' is no agent.");
}
