using System.Data.Common;
using System.Globalization;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Models;

/// <summary>The rows of <c>model_versions</c>, written by the model's grain alone.</summary>
internal sealed class ModelTable(Store store)
{
    private const string Columns =
        """
        name AS Name, version AS Version, sha256 AS Sha256, bytes AS Bytes, architecture AS Architecture,
        parameter_count AS ParameterCount, input_size AS InputSize, output_size AS OutputSize, created AS Created
        """;

    public Task<IReadOnlyList<ModelVersionInfo>> ListAsync(ModelQuery query, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<ModelVersionInfo>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>(
                    $"""
                    SELECT {Columns} FROM model_versions
                    WHERE (name, version) > (@AfterName, @AfterVersion) ORDER BY name, version LIMIT @Limit
                    """,
                    query);
                return [.. rows.Select(row => row.ToInfo())];
            },
            cancellationToken);

    /// <summary>Finds what <c>digits</c>, <c>digits@latest</c> or <c>digits@2</c> stands for.</summary>
    /// <exception cref="RefusedException">There is no such model or version.</exception>
    public async Task<ModelVersionInfo> ResolveAsync(string modelId, CancellationToken cancellationToken)
    {
        var separator = modelId.IndexOf('@', StringComparison.Ordinal);
        var name = separator < 0 ? modelId : modelId[..separator];
        var wanted = separator < 0 ? "latest" : modelId[(separator + 1)..];
        var version = 0;
        if (wanted != "latest" && !int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out version))
        {
            throw RefusedException.Invalid(
                "modelId", "modelId must be the name of a registered model, alone or followed by @latest or by @ and a version: digits@2.");
        }

        var row = await store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Row>(
                $"""
                SELECT {Columns} FROM model_versions WHERE name = @name AND (@wanted = 'latest' OR version = @version)
                ORDER BY version DESC LIMIT 1
                """,
                new { name, wanted, version }),
            cancellationToken);
        return row?.ToInfo()
            ?? throw new RefusedException(
                RefusalReason.NotFound,
                $"There is no registered model '{(modelId.Length <= 160 ? modelId : modelId[..160])}'. GET /inferno/models lists them.",
                "modelId");
    }

    /// <summary>
    /// Inserts the next version of a model, in which the version is not read; when its bytes are a version already, returns that one.
    /// </summary>
    /// <exception cref="RefusedException">The table is full.</exception>
    public static async Task<ModelVersionInfo> InsertAsync(DbTransaction transaction, ModelVersionInfo next, int most)
    {
        var connection = transaction.Connection!;
        var same = await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM model_versions WHERE name = @Name AND sha256 = @Sha256", new { next.Name, next.Sha256 }, transaction);
        if (same is not null)
        {
            return same.ToInfo();
        }

        var count = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM model_versions", transaction: transaction);
        if (count >= most)
        {
            throw new RefusedException(RefusalReason.NoRoom, $"There are {count} model versions, which is the most allowed.");
        }

        var version = await connection.ExecuteScalarAsync<int>(
            """
            INSERT INTO model_versions
                (name, version, sha256, bytes, architecture, parameter_count, input_size, output_size, created)
            SELECT @Name, COALESCE(MAX(version), 0) + 1, @Sha256, @Bytes, @Architecture, @ParameterCount, @InputSize, @OutputSize, @created
            FROM model_versions WHERE name = @Name
            RETURNING version
            """,
            new
            {
                next.Name,
                next.Sha256,
                next.Bytes,
                next.Architecture,
                next.ParameterCount,
                next.InputSize,
                next.OutputSize,
                created = next.Created.ToUnixTimeMilliseconds(),
            },
            transaction);
        return next with { Version = version };
    }

    private sealed class Row
    {
        public required string Name { get; init; }

        public int Version { get; init; }

        public required string Sha256 { get; init; }

        public long Bytes { get; init; }

        public required string Architecture { get; init; }

        public long ParameterCount { get; init; }

        public int InputSize { get; init; }

        public int OutputSize { get; init; }

        public long Created { get; init; }

        public ModelVersionInfo ToInfo() => new(
            Name, Version, Sha256, Bytes, Architecture, ParameterCount, InputSize, OutputSize, DateTimeOffset.FromUnixTimeMilliseconds(Created));
    }
}
