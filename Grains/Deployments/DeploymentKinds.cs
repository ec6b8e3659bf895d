using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Services;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>What the kinds of deployments without replicas, services and tasks, have of their own.</summary>
internal sealed partial class DeploymentKinds(ServiceTable services, DeployedTaskTable tasks, IGrainFactory grains, ILogger<DeploymentKinds> logger)
{
    /// <exception cref="RefusedException">It is no network: there is nothing to scale and no model to serve.</exception>
    public static void RequireNetwork(DeploymentRow row)
    {
        if (row.Type != nameof(DeploymentType.NeuralNetwork))
        {
            throw new RefusedException(RefusalReason.Conflict, row switch
            {
                { Agent: { } agent } =>
                    $"{row.DeploymentId} is the agent {agent}: it has no replicas to scale and no model to serve. PUT /civic-angel/agents/{agent}/model gives it a network to compute with.",
                { Type: nameof(DeploymentType.Service) } =>
                    $"{row.DeploymentId} is a service: it has no replicas to scale and no model of its own to serve. Scale the models that it calls, or mount others in its namespace.",
                _ => $"{row.DeploymentId} is a deployed task: it has no replicas to scale and no model to serve.",
            });
        }
    }

    /// <summary>Adds what only one kind has to what is told of a deployment.</summary>
    public async Task<DeploymentInfo> CompleteAsync(DeploymentRow row, DeploymentInfo info, CancellationToken cancellationToken) => info.Type switch
    {
        DeploymentType.Service => info with { Steps = await services.ListStepsAsync(row.DeploymentId, cancellationToken) },
        DeploymentType.DistributedTask => info with { Task = (await tasks.FindAsync(row.DeploymentId, cancellationToken))?.ToInfo() },
        _ => info,
    };

    /// <summary>The task of the run that goes on, of a deployed task.</summary>
    public async Task<TaskId?> FindRunAsync(DeploymentRow row, CancellationToken cancellationToken) =>
        row.Type == nameof(DeploymentType.DistributedTask) && (await tasks.FindAsync(row.DeploymentId, cancellationToken))?.Task is { } task
            ? new TaskId(task)
            : null;

    /// <summary>Cancels a run, after its deployment has gone. What has ended, or is not kept any more, needs nothing.</summary>
    public async Task TryCancelAsync(DeploymentRow row, TaskId? run)
    {
        if (run is not { } task)
        {
            return;
        }

        try
        {
            await grains.GetGrain<ITaskGrain>(task.ToString()).CancelAsync(CancellationToken.None);
        }
        catch (RefusedException)
        {
            // It has ended by itself.
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException)
        {
            LogNotCancelled(row.DeploymentId, task, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Task}, a run of {Deployment}, was not cancelled: {Reason}")]
    private partial void LogNotCancelled(DeploymentId deployment, TaskId task, string reason);
}
