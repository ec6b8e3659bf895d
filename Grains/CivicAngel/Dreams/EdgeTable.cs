using System.Globalization;
using Dapper;
using InfernoOrleans.Grains.CivicAngel.Learning;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.CivicAngel.Dreams;

/// <summary>The rows of <c>learned_edges</c>, and what they are learned from.</summary>
internal sealed class EdgeTable(Store store)
{
    /// <summary>Memories that one query looks at, so that it ends within the time that statements have.</summary>
    private const long MostMemoriesAtOnce = 50_000;

    /// <summary>All edges.</summary>
    public Task<IReadOnlyList<LearnedEdge>> ListAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<LearnedEdge>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(string One, string Other, double Weight)>("SELECT one, other, weight FROM learned_edges ORDER BY one, other"))
                    .Select(edge => new LearnedEdge(edge.One, edge.Other, edge.Weight)),
            ],
            cancellationToken);

    /// <summary>Whether edges were learned for a dream already.</summary>
    public Task<bool> HasLearnedAsync(long dream, CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long>("SELECT learned_dream FROM civic_lifecycle") >= dream, cancellationToken);

    /// <summary>
    /// How often any two of the 253 have answered together since some memory. An activation whose memories two queries share counts as two: they
    /// are next to one another, so that this is rare. One that is being written at this time may be missed.
    /// </summary>
    /// <returns>The counts, and the newest memory that they are of.</returns>
    public async Task<(AnsweredTogether Together, long Until)> CountTogetherAsync(long since, CancellationToken cancellationToken)
    {
        var together = new AnsweredTogether();
        var until = await store.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>("SELECT MAX(id) FROM memories"), cancellationToken) ?? since;
        for (var from = since; from < until; from += MostMemoriesAtOnce)
        {
            var to = Math.Min(from + MostMemoriesAtOnce, until);
            var rows = await store.Database.ReadAsync(
                connection => connection.QueryAsync<(string Activation, string Agent)>(
                    "SELECT DISTINCT activation, agent FROM memories WHERE id > @from AND id <= @to ORDER BY activation", new { from, to }),
                cancellationToken);
            await Task.Run(
                () =>
                {
                    foreach (var answered in rows.GroupBy(row => row.Activation, row => row.Agent))
                    {
                        together.Add(answered);
                    }
                },
                cancellationToken);
        }

        return (together, until);
    }

    /// <summary>Writes what a dream has learned in place of what was there.</summary>
    public Task ReplaceAsync(IReadOnlyList<LearnedEdge> edges, long dream, long until, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var isNew = await connection.ExecuteAsync(
                    "UPDATE civic_lifecycle SET learned_dream = @dream, learned_until = @until WHERE learned_dream < @dream", new { dream, until }, transaction) > 0;
                if (!isNew)
                {
                    return false;
                }

                await connection.ExecuteAsync("DELETE FROM learned_edges", transaction: transaction);
                foreach (var some in edges.Chunk(500))
                {
                    // Ids of the catalogue and numbers: nothing in them needs quoting.
                    var values = some.Select(edge => string.Create(CultureInfo.InvariantCulture, $"('{edge.One}', '{edge.Other}', {edge.Weight:R})"));
                    await connection.ExecuteAsync($"INSERT INTO learned_edges (one, other, weight) VALUES {string.Join(',', values)}", transaction: transaction);
                }

                return true;
            },
            cancellationToken);
}
