using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Services;

/// <summary>The rows of <c>deployed_services</c>, which go with their deployments. They are inserted and never changed.</summary>
internal sealed class ServiceTable(Store store)
{
    /// <summary>The steps of a service; null where there is no such service.</summary>
    public async Task<IReadOnlyList<ServiceStep>?> ListStepsAsync(DeploymentId deployment, CancellationToken cancellationToken) =>
        await store.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<string?>("SELECT steps FROM deployed_services WHERE deployment = @Number", new { deployment.Number }),
            cancellationToken) is { } steps
            ? StoredService.Read(steps).ToSteps()
            : null;

    /// <summary>A service and the state of its deployment; null where there is none.</summary>
    public Task<ServiceRow?> FindAsync(DeploymentId deployment, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<ServiceRow>(
            """
            SELECT deployments.id AS Id, name AS Name, status AS Status, input_size AS InputSize, compute_weight AS ComputeWeight, failure AS Failure,
                steps AS Steps
            FROM deployments JOIN deployed_services ON deployed_services.deployment = deployments.id WHERE deployments.id = @Number
            """,
            new { deployment.Number }),
        cancellationToken);

    public static Task InsertAsync(DbTransaction transaction, DeploymentId deployment, ServicePlan plan) => transaction.Connection!.ExecuteAsync(
        "INSERT INTO deployed_services (deployment, steps) VALUES (@Number, @steps)",
        new { deployment.Number, steps = StoredService.Write(plan) },
        transaction);
}

/// <summary>A row of <c>deployed_services</c> with what a running service needs of that of <c>deployments</c>.</summary>
internal sealed class ServiceRow
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public int InputSize { get; init; }

    public int ComputeWeight { get; init; }

    public string? Failure { get; init; }

    public required string Steps { get; init; }

    public DeploymentId DeploymentId => new(Id);

    public bool IsRunning => Status == nameof(DeploymentStatus.Running);
}
