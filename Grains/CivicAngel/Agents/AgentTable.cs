using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>The rows of <c>civic_agents</c>.</summary>
internal sealed class AgentTable(Store store)
{
    private const string Columns =
        """
        id AS Id, model AS Model, dreams AS Dreams, merged_until AS MergedUntil, name AS Name, description AS Description, hand AS Hand, role AS Role,
        lens AS Lens, (SELECT status FROM deployments WHERE deployments.id = civic_agents.deployment) AS Status
        """;

    public Task<AgentRow?> FindAsync(string id, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<AgentRow>($"SELECT {Columns} FROM civic_agents WHERE id = @id", new { id }), cancellationToken);

    /// <summary>Agents that are bound to a deployment, by their ids; without custom ones that are stopped.</summary>
    public Task<IReadOnlyDictionary<string, DeploymentId>> ListModelsAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyDictionary<string, DeploymentId>>(
            async connection => (await connection.QueryAsync<(string Id, long Model)>(
                """
                SELECT id, model FROM civic_agents
                WHERE model IS NOT NULL
                    AND (deployment IS NULL OR EXISTS (SELECT 1 FROM deployments WHERE deployments.id = civic_agents.deployment AND status = 'Running'))
                """))
                .ToDictionary(row => row.Id, row => new DeploymentId(row.Model), StringComparer.Ordinal),
            cancellationToken);

    /// <summary>Custom agents, oldest first.</summary>
    /// <param name="after">Only those of deployments with a greater number.</param>
    /// <param name="most">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<AgentRow>> ListCustomAsync(long after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<AgentRow>>(
            async connection => (await connection.QueryAsync<AgentRow>(
                $"SELECT {Columns} FROM civic_agents WHERE deployment > @after ORDER BY deployment LIMIT @most", new { after, most })).AsList(),
            cancellationToken);

    /// <summary>Binds an agent, or unbinds it, and tells so.</summary>
    /// <returns>False: there is no such agent.</returns>
    /// <exception cref="RefusedException">As many agents as were granted are bound to the deployment.</exception>
    public Task<bool> SetModelAsync(string id, DeploymentId? model, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            if (model is { } bound)
            {
                await RequireRoomForOneMoreAsync(transaction, bound, id);
            }

            if (await transaction.Connection!.ExecuteAsync("UPDATE civic_agents SET model = @Number WHERE id = @id", new { model?.Number, id }, transaction) == 0)
            {
                return false;
            }

            await transaction.Connection!.ExecuteAsync(
                "INSERT INTO civic_events (kind, agent, detail) VALUES ('model', @id, @detail)", new { id, detail = model?.ToString() }, transaction);
            return true;
        },
        cancellationToken);

    private static async Task RequireRoomForOneMoreAsync(DbTransaction transaction, DeploymentId model, string id)
    {
        // An update that changes nothing keeps others from binding one meanwhile, in whatever database.
        var granted = await transaction.Connection!.ExecuteScalarAsync<int?>(
            "UPDATE deployments SET agents = agents WHERE id = @Number AND agents > 0 RETURNING agents", new { model.Number }, transaction);
        if (granted is null)
        {
            return;
        }

        var others = await transaction.Connection!.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM civic_agents WHERE model = @Number AND id <> @id", new { model.Number, id }, transaction);
        if (others >= granted)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"{others:N0} agents are bound to {model}, which was granted {granted:N0} (Agent). Unbind one that does not need it.");
        }
    }

    /// <summary>Agents that remember something and have not dreamt a dream yet.</summary>
    public Task<IReadOnlyList<string>> ListDreamersAsync(long dream, CancellationToken cancellationToken) => store.Database.ReadAsync<IReadOnlyList<string>>(
        async connection => (await connection.QueryAsync<string>(
            "SELECT id FROM civic_agents WHERE memories > 0 AND dreams < @dream ORDER BY id", new { dream })).AsList(),
        cancellationToken);

    /// <summary>Ages what an agent remembers. Once for each dream.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="dream">The dream.</param>
    /// <param name="ageing">By how many milliseconds.</param>
    /// <param name="mergedUntil">The newest memory among which duplicates were looked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DreamtAsync(string id, long dream, long ageing, long mergedUntil, CancellationToken cancellationToken) => store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "UPDATE civic_agents SET aged = aged + @ageing, dreams = @dream, merged_until = @mergedUntil WHERE id = @id AND dreams < @dream",
            new { id, dream, ageing, mergedUntil },
            transaction),
        cancellationToken);

    public static RefusedException Stopped(string id, string status) => new(
        RefusalReason.Conflict, $"{id} is {status}: its deployment has to be Running for it to answer. POST /inferno/deployments/deploy-{id["agent-".Length..]}/start starts it.");

    public static RefusedException Unknown(string id) => RefusedException.NotFound(
        $"There is no agent '{id}'. Agents are emergent-1, synth-<hand>-<role>, perspective-1 to perspective-216, and agent-N of those that were deployed.");
}
