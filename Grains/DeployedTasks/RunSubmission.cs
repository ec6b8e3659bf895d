using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>Makes tasks of runs. A run is one task however often it is submitted.</summary>
internal sealed class RunSubmission(IGrainFactory grains, ProcessModels models, IdempotencyTable idempotency)
{
    private const string Operation = "run";

    /// <summary>Where a process finds a model: deployments in <c>/models</c>, registered ones by name and version.</summary>
    public static string PathOf(string modelId) =>
        DeploymentId.TryParse(modelId, out _) || modelId.Split('@') is not [var name, var version] ? $"/models/{modelId}" : $"/data/models/{name}/{version}";

    /// <summary>What is mounted at <see cref="PathOf"/> in a namespace that is made for the process.</summary>
    public static string SourceOf(string modelId) =>
        DeploymentId.TryParse(modelId, out _) || modelId.Split('@') is not [var name, var version] ? $"#models/{modelId}" : $"#data/models/{name}/{version}";

    /// <summary>The key under which the task of a run is submitted.</summary>
    public static IdempotencyToken TokenOf(DeploymentId deployment, long run) => new(IdempotencyTable.DeployedTasks, $"{deployment}/{run}", Operation);

    /// <summary>The task of a run, with the model that its process finds in its namespace now.</summary>
    /// <exception cref="RefusedException">It finds none, or more agents would answer than it is granted.</exception>
    public async Task<TaskSpec> PrepareAsync(DeployedTaskRow row, byte[]? input, CancellationToken cancellationToken)
    {
        var task = StoredTaskSpec.Read(row.Spec, input);
        if (task.Work.ModelId is { } modelId)
        {
            var found = await models.ResolveAsync(row.DeploymentId, PathOf(modelId), cancellationToken);
            task = task with { Work = task.Work with { ModelId = await IdOfAsync(found, cancellationToken) } };
        }

        if (task.Work.Input is { } asked && row.Agents > 0)
        {
            var answers = await grains.GetGrain<ICivicAngelGrain>(0).CountAnswersAsync(asked, cancellationToken);
            if (answers > row.Agents)
            {
                throw new RefusedException(
                    RefusalReason.Conflict, $"The run would have {answers:N0} agents answer; {row.DeploymentId.ProcessId} is granted {row.Agents:N0}.");
            }
        }

        return task with { Name = task.Name ?? row.Name };
    }

    /// <summary>The task of a run that was submitted; null where none was.</summary>
    public async Task<TaskId?> FindAsync(DeployedTaskRow row, CancellationToken cancellationToken) =>
        (await idempotency.FindAsync<SubmitAnswer>(TokenOf(row.DeploymentId, row.Runs), cancellationToken))?.Ids[0];

    /// <summary>Submits the task of a run, or finds the one that was submitted before.</summary>
    /// <exception cref="RefusedException">It cannot be run, or not now.</exception>
    public async Task<TaskId> SubmitAsync(DeployedTaskRow row, TaskSpec task, CancellationToken cancellationToken)
    {
        var token = TokenOf(row.DeploymentId, row.Runs);
        var answer = await grains.GetGrain<ITaskIntakeGrain>(0).SubmitAsync(new SubmitCommand([task], IsBatch: false, token), cancellationToken);
        return answer.Ids[0];
    }

    /// <summary>Tasks call deployments by their ids.</summary>
    private async Task<string> IdOfAsync(CallableModel found, CancellationToken cancellationToken) =>
        found.IsRegistered || DeploymentId.TryParse(found.Id, out _)
            ? found.Id
            : (await grains.GetGrain<IDeploymentDirectoryGrain>(0).ResolveAsync(found.Id, cancellationToken)).ToString();
}
