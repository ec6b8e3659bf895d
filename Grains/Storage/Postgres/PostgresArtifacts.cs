using System.Data;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage.Artifacts;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>Artifacts in PostgreSQL, with copies of what this silo used last in files, within a bound.</summary>
/// <param name="engine">The database.</param>
/// <param name="cache">The copies.</param>
/// <param name="cacheBytes">The most bytes of copies that are kept.</param>
internal sealed class PostgresArtifacts(PostgresEngine engine, FileArtifacts cache, long cacheBytes) : ArtifactStore
{
    private readonly PostgresUploads uploads = new(engine);

    public override Task<StagedArtifact> StageAsync(Stream content, CancellationToken cancellationToken) =>
        uploads.StageAsync(content, cancellationToken);

    public override async Task DiscardAsync(StagedArtifact artifact)
    {
        await cache.DiscardAsync(artifact).ConfigureAwait(false);
        await uploads.DiscardAsync(artifact).ConfigureAwait(false);
    }

    /// <summary>In a file of this silo first: it goes to the database when it is published.</summary>
    public override StagedArtifact Stage(Action<Stream> write) => cache.Stage(write);

    public override async Task FetchAsync(StagedArtifact artifact, CancellationToken cancellationToken)
    {
        if (cache.HoldsStaged(artifact))
        {
            return;
        }

        var copy = await CopyAsync("id = @id", new { id = artifact.Id }, cache.StageAsync, cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalReason.Unavailable, "The upload is not in the artifact store any more. Send it again.");
        if (copy.Sha256 != artifact.Sha256)
        {
            await cache.DiscardAsync(copy).ConfigureAwait(false);
            throw Damaged(artifact.Sha256, copy.Sha256);
        }

        cache.Rename(copy, artifact);
    }

    public override Stream OpenStaged(StagedArtifact artifact) => cache.OpenStaged(artifact);

    public override async Task PublishAsync(StagedArtifact artifact, CancellationToken cancellationToken)
    {
        if (!await IsPublishedAsync(artifact, cancellationToken).ConfigureAwait(false))
        {
            await UploadAsync(artifact, cancellationToken).ConfigureAwait(false);
            await NameAsync(artifact, cancellationToken).ConfigureAwait(false);
        }

        if (cache.HoldsStaged(artifact))
        {
            Keep(artifact);
        }
    }

    public override async Task FetchAsync(string sha256, CancellationToken cancellationToken)
    {
        if (cache.Holds(sha256))
        {
            cache.Touch(sha256);
            return;
        }

        var copy = await CopyAsync("sha256 = @sha256", new { sha256 }, cache.StageAsync, cancellationToken).ConfigureAwait(false) ?? throw Missing(sha256);
        if (copy.Sha256 != sha256)
        {
            await cache.DiscardAsync(copy).ConfigureAwait(false);
            throw Damaged(sha256, copy.Sha256);
        }

        Keep(copy);
    }

    public override Stream OpenVerified(string sha256)
    {
        try
        {
            return cache.OpenVerified(sha256);
        }
        catch (RefusedException)
        {
            // A copy that is damaged is fetched anew the next time.
            cache.Remove(sha256);
            throw;
        }
    }

    public override async Task<long?> FindSizeAsync(string sha256, CancellationToken cancellationToken) =>
        await cache.FindSizeAsync(sha256, cancellationToken).ConfigureAwait(false)
        ?? await engine.GuardAsync(async () =>
        {
            await using var connection = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await connection.ExecuteScalarAsync<long?>(
                "SELECT CAST(SUM(octet_length(content)) AS bigint) FROM artifact_chunks JOIN artifacts ON artifacts.id = artifact WHERE sha256 = @sha256",
                new { sha256 }).ConfigureAwait(false);
        }).ConfigureAwait(false);

    public override async Task<int> CollectAsync(IReadOnlySet<string> referenced, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        await cache.CollectAsync(referenced, gracePeriod, cancellationToken).ConfigureAwait(false);
        return await ExecuteAsync(
            """
            DELETE FROM artifacts
            WHERE renewed < now() - @gracePeriod AND (sha256 IS NULL OR NOT sha256 = ANY(@referenced))
            """,
            new { gracePeriod, referenced = referenced.ToArray() },
            cancellationToken).ConfigureAwait(false);
    }

    private void Keep(StagedArtifact copy)
    {
        cache.Publish(copy);
        cache.Touch(copy.Sha256);
        cache.Trim(cacheBytes);
    }

    /// <summary>Renews the grace period of content that is published already.</summary>
    private async Task<bool> IsPublishedAsync(StagedArtifact artifact, CancellationToken cancellationToken) =>
        await ExecuteAsync("UPDATE artifacts SET renewed = now() WHERE sha256 = @Sha256", new { artifact.Sha256 }, cancellationToken)
            .ConfigureAwait(false) > 0;

    private async Task UploadAsync(StagedArtifact artifact, CancellationToken cancellationToken)
    {
        var isThere = await engine.GuardAsync(async () =>
        {
            await using var connection = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM artifacts WHERE id = @Id)", new { artifact.Id })
                .ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (!isThere)
        {
            await using var content = cache.OpenStaged(artifact);
            await uploads.StageAsync(artifact.Id, content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives staged content its hash as its name; where other content got it meanwhile, that is as good.</summary>
    private async Task NameAsync(StagedArtifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(
                "UPDATE artifacts SET sha256 = @Sha256, renewed = now() WHERE id = @Id", new { artifact.Sha256, artifact.Id }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (engine.IsCollision(exception))
        {
            await uploads.DiscardAsync(artifact).ConfigureAwait(false);
        }
    }

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) => engine.GuardAsync(async () =>
    {
        await using var connection = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
    });

    /// <summary>Copies the pieces of an artifact, one at a time. Null: there is none.</summary>
    private Task<StagedArtifact?> CopyAsync(
        string which, object parameters, Func<Stream, CancellationToken, Task<StagedArtifact>> copy, CancellationToken cancellationToken) =>
        engine.GuardAsync(async () =>
        {
            await using var connection = await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
            var id = await connection.QuerySingleOrDefaultAsync<Guid?>($"SELECT id FROM artifacts WHERE {which}", parameters).ConfigureAwait(false);
            if (id is null)
            {
                return null;
            }

            await using var rows = await connection.ExecuteReaderAsync(
                new CommandDefinition(
                    "SELECT content FROM artifact_chunks WHERE artifact = @id ORDER BY number", new { id }, cancellationToken: cancellationToken),
                CommandBehavior.SequentialAccess).ConfigureAwait(false);
            await using var chunks = new ChunkStream(rows);
            return await copy(chunks, cancellationToken).ConfigureAwait(false);
        });
}
