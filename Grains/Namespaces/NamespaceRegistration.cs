using InfernoOrleans.Grains.Namespaces.Trees;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>Adds the namespaces to a silo.</summary>
internal static class NamespaceRegistration
{
    public static ISiloBuilder AddNamespaces(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<NamespaceOptions>().BindConfiguration(NamespaceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NamespaceOptions>, NamespaceOptionsValidator>();
        services.AddSingleton<NamespaceTable>();
        services.AddSingleton<StoredFiles>();
        services.AddSingleton<Tree, StoredTree>();
        services.AddTrees();
        services.AddSingleton<Forest>();
        return silo;
    }
}
