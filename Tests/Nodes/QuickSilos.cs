using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Services;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>Two silos that look after deployed tasks often, and whose services remember no path of their namespaces.</summary>
public sealed class QuickSilos : IAsyncLifetime
{
    public TwoSilos Silos { get; } = new()
    {
        Configure = silo =>
        {
            silo.Configure<ServiceOptions>(options => options.Lifetime = TimeSpan.Zero);
            silo.Configure<DeployedTaskOptions>(options =>
            {
                options.LookInterval = TimeSpan.FromMilliseconds(100);
                options.MinPeriod = TimeSpan.FromMilliseconds(1);
            });
        },
    };

    public Task InitializeAsync() => Silos.InitializeAsync();

    public Task DisposeAsync() => Silos.DisposeAsync();
}
