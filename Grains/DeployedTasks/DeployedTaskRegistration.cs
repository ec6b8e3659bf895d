using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>Adds tasks that last to a silo.</summary>
internal static class DeployedTaskRegistration
{
    public static ISiloBuilder AddDeployedTasks(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<DeployedTaskOptions>().BindConfiguration(DeployedTaskOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeployedTaskOptions>, DeployedTaskOptionsValidator>();
        services.AddSingleton<DeployedTaskTable>();
        services.AddSingleton<RunSubmission>();
        services.AddSingleton<DeployedTaskIntake>();
        services.AddHostedService<DeployedTaskLookOut>();
        return silo;
    }
}
