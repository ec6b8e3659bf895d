using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Services;

/// <summary>
/// Takes in services. What their process will find under the paths of the models is looked at first, so that rows fit from step to step; one
/// transaction writes the deployment, its steps, its namespace and the idempotency key.
/// </summary>
internal sealed partial class ServiceIntake(
    Store store,
    IdempotencyTable idempotency,
    IGrainFactory grains,
    ProcessModels models,
    IOptions<ServiceOptions> options,
    IOptions<DeploymentOptions> deployments,
    IOptions<TaskOptions> tasks,
    TimeProvider time,
    ILogger<ServiceIntake> logger)
{
    /// <summary>Deploys a service.</summary>
    /// <exception cref="RefusedException">A field is invalid, a step names what is unknown, there is no room, or the key was used otherwise.</exception>
    public async Task<DeployAnswer> DeployAsync(DeployServiceCommand command, CancellationToken cancellationToken)
    {
        var name = Names.CheckDeploymentName(command.Name);
        var settings = ProcessSettings.Check(command.Process, RestartMode.Always, "Compute");
        ServicePlan.Check(command.Steps, options.Value, tasks.Value.MaxSteps);
        if (await idempotency.FindAsync<DeployAnswer>(command.Idempotency, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var sizes = new RowSizes[command.Steps!.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (command.Steps[i].Model is { } model)
            {
                sizes[i] = await SizesOfAsync(model, $"steps[{i}].model", name, settings, given, cancellationToken);
            }
        }

        var plan = ServicePlan.Of(command.Steps, command.InputSize, index => sizes[index], options.Value, tasks.Value.MaxSteps);
        var steps = ServicePlan.Describe(command.Steps);
        var row = DeploymentRow.OfService(name, steps, plan.InputSize, plan.OutputSize, time.GetUtcNow().ToUnixTimeMilliseconds()).Run(settings);
        var answer = await store.Database.WriteAsync(
            async transaction =>
            {
                var id = await DeploymentTable.InsertAsync(transaction, _ => row, deployments.Value.MaxDeployments);
                await ServiceTable.InsertAsync(transaction, id, plan);
                await ProcessNamespaces.CreateAsync(transaction, id, settings, [.. given.Select(pair => (pair.Key, pair.Value))]);
                var inserted = new DeployAnswer(id, name);
                await idempotency.RememberAsync(transaction, command.Idempotency, inserted);
                return inserted;
            },
            cancellationToken);

        LogDeployed(answer.Id, name, steps);
        return answer;
    }

    /// <summary>The sizes of what the process will find there. A namespace that is made for it is given it.</summary>
    private async Task<RowSizes> SizesOfAsync(
        string model, string field, string service, ProcessSettings settings, Dictionary<string, string> given, CancellationToken cancellationToken)
    {
        var path = ModelPath.Of(model, field);
        string called;
        if (settings.Mode == NamespaceMode.Clean)
        {
            called = ModelPath.NameIn(path) ?? throw RefusedException.Invalid(
                field, $"{field} is {path}, which a namespace of its own does not have. Name a deployment, or copy or share a namespace that has it.");
            given[path] = $"#models/{called}";
        }
        else
        {
            called = await FindAsync(path, field, settings, cancellationToken);
        }

        if (called == service)
        {
            throw RefusedException.Invalid(field, $"{field} is {called}, which is the name of the service itself. Name another deployment, or this one by its id.");
        }

        var route = await RouteAsync(called, field, cancellationToken);
        return route.TakesRows
            ? new RowSizes(route.InputSize, route.OutputSize)
            : throw RefusedException.Invalid(field, $"{field} is {route.Id}, which is a {route.Type}; it must be a network or a service.");
    }

    private async Task<string> FindAsync(string path, string field, ProcessSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var found = await models.ResolveAsync(settings.Of, path, cancellationToken);
            return !found.IsRegistered
                ? found.Id
                : throw RefusedException.Invalid(field, $"{field} is the registered model {found.Id}; a service calls deployments. Deploy it first.");
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict)
        {
            throw RefusedException.Invalid(field, $"{field} finds nothing to call: {refused.Message}");
        }
    }

    private async Task<DeploymentRoute> RouteAsync(string called, string field, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(called, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            throw new RefusedException(RefusalReason.NotFound, $"{field}: {refused.Message}", field);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is the service {Steps}")]
    private partial void LogDeployed(DeploymentId deployment, string name, string steps);
}
