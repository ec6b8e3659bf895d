using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Events;

/// <summary>Adds to a silo what all tables of events need.</summary>
internal static class EventRegistration
{
    public static ISiloBuilder AddEvents(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton(provider => provider.GetRequiredService<IOptions<Hosting.ClusterOptions>>().Value.Mode == ClusterMode.Postgres
            ? EventOrder.OfTransactions
            : EventOrder.OfOneWriter);
        return silo;
    }
}
