using System.Security.Cryptography;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using Npgsql;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>
/// Content on its way into the database, in pieces of a mebibyte that are each committed: nothing holds a large file in memory, and no
/// transaction lasts as long as an upload.
/// </summary>
internal sealed class PostgresUploads(PostgresEngine engine) : IArtifactStaging
{
    private const int ChunkBytes = 1 << 20;

    /// <inheritdoc/>
    public async Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        try
        {
            return await StageAsync(id, content, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DiscardAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stages content under an id that it was given already.</summary>
    public async Task<StagedArtifact> StageAsync(Guid id, Stream content, CancellationToken cancellationToken)
    {
        await ExecuteAsync("INSERT INTO artifacts (id) VALUES (@id)", new { id }, cancellationToken).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkBytes];
        var bytes = 0L;
        for (var number = 0; ; number++)
        {
            // Outside the guard: a sender that is slow or gone is not the database's fault.
            var length = await content.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length == 0)
            {
                return new StagedArtifact(id, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
            }

            hash.AppendData(chunk.AsSpan(0, length));
            bytes += length;
            await AppendAsync(id, number, chunk.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task DiscardAsync(StagedArtifact artifact) => DiscardAsync(artifact.Id);

    private async Task DiscardAsync(Guid id)
    {
        try
        {
            await ExecuteAsync("DELETE FROM artifacts WHERE id = @id AND sha256 IS NULL", new { id }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Interfaces.Refusals.RefusedException)
        {
            // What cannot be deleted now is collected later.
        }
    }

    private Task<int> AppendAsync(Guid id, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        engine.GuardAsync(async () =>
        {
            await using var command = engine.Source.CreateCommand(
                "INSERT INTO artifact_chunks (artifact, number, content) VALUES (@id, @number, @content)");
            command.Parameters.Add(new NpgsqlParameter<Guid>("id", id));
            command.Parameters.Add(new NpgsqlParameter<int>("number", number));
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>>("content", content));
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        });

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) => engine.GuardAsync(async () =>
    {
        await using var connection = await engine.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
    });
}
