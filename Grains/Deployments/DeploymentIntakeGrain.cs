using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Services;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentIntakeGrain"/>
/// <remarks>Calls interleave: a deployment that takes long to build must not keep others from being described or refused.</remarks>
[StatelessWorker, Reentrant, GrainType("deployment-intake")]
internal sealed partial class DeploymentIntakeGrain(
    Store store,
    DeploymentTable deployments,
    IdempotencyTable idempotency,
    InitialWeights initialWeights,
    ResidentWeights residentWeights,
    ReplicaPlacer placer,
    ServiceIntake services,
    DeployedTaskIntake tasks,
    StorageGrants storage,
    IOptions<DeploymentOptions> options,
    TimeProvider time,
    ILogger<DeploymentIntakeGrain> logger) : Grain, IDeploymentIntakeGrain
{
    public Task<NetworkDescription> DescribeAsync(NetworkSpec spec, CancellationToken cancellationToken)
    {
        var architecture = NetworkDesigner.Design(spec, options.Value);
        return Task.FromResult(new NetworkDescription(
            architecture.Name, architecture.Version, architecture.Text, architecture.ParameterCount, time.GetUtcNow()));
    }

    public async Task<DeployAnswer> DeployAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await DeployInTimeAsync(command, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new RefusedException(RefusalReason.DeadlineExceeded, "The time was up before the network was loaded; nothing is deployed.");
        }
    }

    public Task<DeployAnswer> DeployTaskAsync(DeployTaskCommand command, CancellationToken cancellationToken) =>
        tasks.DeployAsync(command, cancellationToken);

    public Task<DeployAnswer> DeployServiceAsync(DeployServiceCommand command, CancellationToken cancellationToken) =>
        services.DeployAsync(command, cancellationToken);

    private async Task<DeployAnswer> DeployInTimeAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        var name = Names.CheckDeploymentName(command.Name);
        var range = (command.Replicas ?? ReplicaRange.One).Check(options.Value.MaxReplicas);
        var settings = ProcessSettings.Check(command.Process, RestartMode.Always, "Compute", "Memory", "Storage", "Agent");
        if (await idempotency.FindAsync<DeployAnswer>(command.Idempotency, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        try
        {
            var dtype = Quantized.Parse(command.DType);
            var row = command.ModelId is { } modelId
                ? await FromModelAsync(name, range, modelId, dtype, cancellationToken)
                : await FromSpecAsync(
                    name, range, command.Network ?? new NetworkSpec(null, null, null, null, null, null, null, null), dtype, cancellationToken);

            row = row.Run(settings);
            await storage.RequireFitAsync(row.StorageBytes, row.Sha256, "resources", cancellationToken);

            // The weights are resident and have answered a probe before anything is written; the replicas find them so.
            var silos = await ReserveAsync(row, cancellationToken);
            var answer = await InsertAsync(row, settings, silos, command.Idempotency, cancellationToken);
            LogDeployed(answer.Id, name, row.ModelVersion, row.Architecture);
            await Task.WhenAll(silos.Select((silo, ordinal) => WarmAsync(row, new ReplicaId(answer.Id, row.Revision, ordinal), silo)));
            return answer;
        }
        catch (MemoryRefusedException refused)
        {
            throw NoRoom.For(refused);
        }
    }

    /// <summary>Makes room for the replicas; where nobody waits for it any more, it is let go.</summary>
    private async Task<IReadOnlyList<SiloAddress>> ReserveAsync(DeploymentRow row, CancellationToken cancellationToken)
    {
        var reserving = placer.ReserveAsync(row.Weights, row.MemoryBytes, row.DesiredReplicas, occupied: []);
        try
        {
            return await reserving.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = reserving.ContinueWith(
                late => late.IsCompletedSuccessfully ? placer.ReleaseAsync(row.Weights, row.MemoryBytes, late.Result) : Task.CompletedTask,
                TaskScheduler.Current);
            throw;
        }
    }

    private async Task<DeployAnswer> InsertAsync(
        DeploymentRow row, ProcessSettings settings, IReadOnlyList<SiloAddress> silos, IdempotencyToken? token, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Database.WriteAsync(
                async transaction =>
                {
                    var id = await DeploymentTable.InsertAsync(transaction, _ => row, options.Value.MaxDeployments);
                    await storage.RequireRoomAsync(transaction, row.StorageBytes);
                    await ProcessNamespaces.CreateAsync(transaction, id, settings, given: []);
                    await ReplicaTable.InsertRevisionAsync(transaction, id, row.ToRevision(), options.Value.MaxRevisions, row.Created);
                    await ReplicaTable.InsertReadyAsync(transaction, id, row.Revision, silos);
                    var inserted = new DeployAnswer(id, row.Name);
                    await idempotency.RememberAsync(transaction, token, inserted);
                    return inserted;
                },
                cancellationToken);
        }
        catch
        {
            await placer.ReleaseAsync(row.Weights, row.MemoryBytes, silos);
            throw;
        }
    }

    private async Task<DeploymentRow> FromSpecAsync(
        string name, ReplicaRange range, NetworkSpec spec, TensorDType dtype, CancellationToken cancellationToken)
    {
        var architecture = NetworkDesigner.Design(spec, options.Value);

        // Before anything is built: weights of a refused deployment would lie on the disk until they are collected.
        await deployments.RequireRoomForOneMoreAsync(options.Value.MaxDeployments, cancellationToken);
        // Not on the grain's turn: others may have to give up their memory.
        await Task.Run(() => residentWeights.RequireRoomFor(architecture, dtype), cancellationToken);
        var sha256 = await initialWeights.CreateAsync(architecture, spec.Seed ?? Random.Shared.NextInt64(), cancellationToken);
        return Row(
            name, range, $"{architecture.Name}@{architecture.Version}", sha256, dtype, architecture.Text, architecture.ParameterCount,
            architecture.InputSize, architecture.OutputSize);
    }

    private async Task<DeploymentRow> FromModelAsync(
        string name, ReplicaRange range, string modelId, TensorDType dtype, CancellationToken cancellationToken)
    {
        var version = await GrainFactory.GetGrain<IModelDirectoryGrain>(0).ResolveAsync(modelId, cancellationToken);
        return Row(
            name, range, version.ModelId, version.Sha256, dtype, version.Architecture, version.ParameterCount, version.InputSize, version.OutputSize);
    }

    private DeploymentRow Row(
        string name, ReplicaRange range, string modelVersion, string sha256, TensorDType dtype, string architecture, long parameterCount, int inputSize,
        int outputSize) => new()
        {
            Name = name,
            Type = nameof(DeploymentType.NeuralNetwork),
            Status = nameof(DeploymentStatus.Running),
            Revision = 1,
            ModelVersion = modelVersion,
            Sha256 = sha256,
            DType = dtype.ToString(),
            Architecture = architecture,
            ParameterCount = parameterCount,
            InputSize = inputSize,
            OutputSize = outputSize,
            DesiredReplicas = range.Min,
            MinReplicas = range.Min,
            MaxReplicas = range.Max,
            Created = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };

    private async Task WarmAsync(DeploymentRow row, ReplicaId replica, SiloAddress silo)
    {
        try
        {
            // The deployment is written: that it is warm when the answer arrives is a courtesy that no cancellation may turn into a failure.
            await placer.WarmAsync(replica, silo, row.Weights, row.MemoryBytes);
        }
        catch (Exception exception)
        {
            LogNotWarm(replica, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' serves {ModelVersion}: {Architecture}")]
    private partial void LogDeployed(DeploymentId deployment, string name, string modelVersion, string architecture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} is not warm yet; its first request will load it")]
    private partial void LogNotWarm(ReplicaId replica, Exception exception);
}
