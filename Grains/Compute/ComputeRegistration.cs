using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Executing;
using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Adds nodes and tasks to a silo.</summary>
internal static class ComputeRegistration
{
    public static ISiloBuilder AddCompute(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<TaskOptions>().BindConfiguration(TaskOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TaskOptions>, TaskOptionsValidator>();
        services.AddSingleton<TaskStatements>(provider =>
            provider.GetRequiredService<IOptions<Hosting.ClusterOptions>>().Value.Mode == ClusterMode.Postgres
                ? new PostgresTaskStatements()
                : new SqliteTaskStatements());
        services.AddSingleton<TaskTable>();
        services.AddSingleton<TaskQueueTable>();
        services.AddSingleton<NodeTable>();
        services.AddSingleton<ComputeEventTable>();
        services.AddSingleton<ComputeEvents>();
        services.AddSingleton<ComputeInstruments>();

        services.AddSingleton<TaskAdmission>();
        services.AddSingleton<InferenceAdmission>();
        services.AddSingleton<QueueLength>();
        services.AddHostedService<ComputeJanitor>();

        services.AddSingleton(provider => new TaskRetry(provider.GetRequiredService<TimeProvider>(), Random.Shared));
        services.AddTransient<NodeMap>();
        services.AddSingleton<NodeObserver>();
        services.AddSingleton<TaskExecutors>();

        services.AddSingleton<OwnNode>();
        services.AddSingleton<InferenceWork>();
        services.AddSingleton<AgentWork>();
        services.AddSingleton<AttemptWork>();
        services.AddSingleton<AttemptWriter>();
        services.AddSingleton<TaskRunner>();
        services.AddSingleton<ExecutorReporter>();
        silo.AddGrainService<TaskExecutor>();
        return silo;
    }
}
