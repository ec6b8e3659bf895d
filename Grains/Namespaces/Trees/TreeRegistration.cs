using InfernoOrleans.Grains.Namespaces.Trees.Agents;
using InfernoOrleans.Grains.Namespaces.Trees.Computing;
using InfernoOrleans.Grains.Namespaces.Trees.Data;
using InfernoOrleans.Grains.Namespaces.Trees.ModelVersions;
using InfernoOrleans.Grains.Namespaces.Trees.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>The synthetic trees.</summary>
internal static class TreeRegistration
{
    /// <summary>Adds <c>#proc</c>, <c>#models</c>, <c>#agents</c>, <c>#compute</c> and <c>#data</c>.</summary>
    public static IServiceCollection AddTrees(this IServiceCollection services)
    {
        services.AddSingleton<DeploymentFinder>();
        services.AddSingleton<DataExecution>();
        services.AddSingleton(new AnswerRoom());
        services.AddSingleton<DeploymentFiles>();
        services.AddSingleton<ProcessesDirectory>();
        services.AddSingleton<ModelsDirectory>();
        services.AddSingleton<AgentsDirectory>();
        services.AddSingleton<NodesDirectory>();
        services.AddSingleton<TasksDirectory>();
        services.AddSingleton<ModelNamesDirectory>();

        services.AddSingleton<Tree>(provider => new SyntheticTree("proc", provider.GetRequiredService<ProcessesDirectory>()));
        services.AddSingleton<Tree>(provider => new SyntheticTree("models", provider.GetRequiredService<ModelsDirectory>()));
        services.AddSingleton<Tree>(provider => new SyntheticTree("agents", provider.GetRequiredService<AgentsDirectory>()));
        services.AddSingleton<Tree>(provider => new SyntheticTree("compute", new FixedDirectory(
            ("nodes", provider.GetRequiredService<NodesDirectory>()),
            ("tasks", provider.GetRequiredService<TasksDirectory>()))));

        // There are no data sets yet.
        services.AddSingleton<Tree>(provider => new SyntheticTree("data", new FixedDirectory(
            ("models", provider.GetRequiredService<ModelNamesDirectory>()),
            ("sets", new FixedDirectory()))));
        return services;
    }
}
