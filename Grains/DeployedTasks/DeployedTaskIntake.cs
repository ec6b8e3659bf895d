using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>
/// Takes in tasks that last. Each is checked as a task that is submitted; one transaction writes the deployment, what is run, its namespace and the
/// idempotency key.
/// </summary>
internal sealed partial class DeployedTaskIntake(
    Store store,
    IdempotencyTable idempotency,
    TaskAdmission admission,
    IGrainFactory grains,
    ProcessModels models,
    IOptions<DeployedTaskOptions> options,
    IOptions<DeploymentOptions> deployments,
    TimeProvider time,
    ILogger<DeployedTaskIntake> logger)
{
    private const string Prefix = "task.";

    /// <summary>How often in a row a run that fails is begun again unless the request says otherwise.</summary>
    private const int DefaultRestarts = 5;

    /// <summary>Deploys a task.</summary>
    /// <exception cref="RefusedException">A field is invalid, what the task names is unknown, there is no room, or the key was used otherwise.</exception>
    public async Task<DeployAnswer> DeployAsync(DeployTaskCommand command, CancellationToken cancellationToken)
    {
        var name = Names.CheckDeploymentName(command.Name);
        var asked = command.Task ?? throw RefusedException.Invalid("task", "task is required: it says what is run, as for /inferno/compute/tasks.");
        RefuseDependencies(asked);
        var schedule = RunSchedule.Check(command.Schedule, options.Value.MinPeriod);
        var settings = CheckProcess(command.Process, asked.Work.Type);
        if (await idempotency.FindAsync<DeployAnswer>(command.Idempotency, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var task = asked with { Work = await admission.CheckAsync(asked, Prefix, cancellationToken) };
        await RequireAgentsAsync(task.Work, settings.Granted, cancellationToken);
        var given = await GivenAsync(task.Work, settings, cancellationToken);
        var now = time.GetUtcNow();
        var row = DeploymentRow.OfTask(name, task.Work.Type!, schedule.ToString(), now.ToUnixTimeMilliseconds()).Run(settings);
        var answer = await store.Database.WriteAsync(
            async transaction =>
            {
                var id = await DeploymentTable.InsertAsync(transaction, _ => row, deployments.Value.MaxDeployments);
                await DeployedTaskTable.InsertAsync(transaction, id, task, schedule.Spec, schedule.First(now));
                await ProcessNamespaces.CreateAsync(transaction, id, settings, given);
                var inserted = new DeployAnswer(id, name);
                await idempotency.RememberAsync(transaction, command.Idempotency, inserted);
                return inserted;
            },
            cancellationToken);

        LogDeployed(answer.Id, name, row.ModelVersion, row.Architecture);
        return answer;
    }

    private static void RefuseDependencies(TaskSpec task)
    {
        if (task.DependsOn is not null)
        {
            throw RefusedException.Invalid($"{Prefix}dependsOn", $"{Prefix}dependsOn is for tasks that are submitted; a deployed task depends on none. Leave it out.");
        }
    }

    private static ProcessSettings CheckProcess(ProcessSpec? process, string? taskType)
    {
        var settings = ProcessSettings.Check(process, RestartMode.OnFailure, taskType == TaskTypes.Agent ? ["Agent"] : []);
        return settings with { MaxRestarts = settings.MaxRestarts ?? DefaultRestarts };
    }

    private async Task RequireAgentsAsync(TaskWork work, GrantedResources granted, CancellationToken cancellationToken)
    {
        if (work.Input is null || granted.Agents == 0)
        {
            return;
        }

        var answers = await grains.GetGrain<ICivicAngelGrain>(0).CountAnswersAsync(work.Input, cancellationToken);
        if (answers > granted.Agents)
        {
            throw RefusedException.Invalid(
                "resources", $"resources grants {granted.Agents:N0} agents; the task would have {answers:N0} answer. Grant as many, or ask fewer.");
        }
    }

    /// <summary>What a namespace that is made for the process shows; another one must have what the task calls.</summary>
    private async Task<IReadOnlyList<(string Path, string Source)>> GivenAsync(
        TaskWork work, ProcessSettings settings, CancellationToken cancellationToken)
    {
        if (work.ModelId is not { } modelId)
        {
            return [];
        }

        var path = RunSubmission.PathOf(modelId);
        if (settings.Mode == NamespaceMode.Clean)
        {
            return [(path, RunSubmission.SourceOf(modelId))];
        }

        try
        {
            await models.ResolveAsync(settings.Of, path, cancellationToken);
            return [];
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict)
        {
            throw RefusedException.Invalid($"{Prefix}modelId", $"{Prefix}modelId cannot be called: {refused.Message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' runs a task of the type {Type}: {Schedule}")]
    private partial void LogDeployed(DeploymentId deployment, string name, string type, string schedule);
}
