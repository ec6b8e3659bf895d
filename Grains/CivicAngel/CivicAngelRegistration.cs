using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.CivicAngel.Lifecycle;
using InfernoOrleans.Grains.CivicAngel.Memories;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.CivicAngel;

/// <summary>Adds the Civic Angel to a silo.</summary>
internal static class CivicAngelRegistration
{
    public static ISiloBuilder AddCivicAngel(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<CivicAngelOptions>().BindConfiguration(CivicAngelOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CivicAngelOptions>, CivicAngelOptionsValidator>();
        services.AddSingleton<MemoryStatements>(provider =>
            provider.GetRequiredService<IOptions<Hosting.ClusterOptions>>().Value.Mode == ClusterMode.Postgres
                ? new PostgresMemoryStatements()
                : new SqliteMemoryStatements());
        services.AddSingleton<AgentTable>();
        services.AddSingleton<EdgeTable>();
        services.AddSingleton<LifecycleTable>();
        services.AddSingleton<MemoryTable>();
        services.AddSingleton<MemoryWriter>();
        services.AddSingleton<AngelEventTable>();
        services.AddSingleton<AngelEvents>();
        services.AddSingleton<CivicAngelInstruments>();

        services.AddSingleton<Activation>();
        services.AddSingleton<AgentDirectory>();
        services.AddSingleton<AgentInferences>();
        services.AddSingleton<AgentIntake>();
        services.AddSingleton<Choir>();
        services.AddSingleton<Dream>();
        services.AddSingleton<DreamWork>();
        services.AddSingleton<Recollection>();
        services.AddHostedService<CivicAngelJanitor>();
        return silo;
    }
}
