using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Placement;

/// <summary>Adds the room to a silo.</summary>
public static class PlacementRegistration
{
    /// <summary>Adds <c>[LoadAwarePlacement]</c>, hints, and the exchange of loads; bound to the section <c>Placement</c>.</summary>
    public static ISiloBuilder AddLoadAwarePlacement(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<PlacementOptions>().BindConfiguration(PlacementOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlacementOptions>, PlacementOptionsValidator>();

        services.AddSingleton(provider =>
        {
            var self = provider.GetRequiredService<ILocalSiloDetails>().SiloAddress;
            return new LoadView<SiloAddress>(
                self,
                provider.GetRequiredService<IOptions<PlacementOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                seed: self.GetConsistentHashCode());
        });
        services.AddSingleton<SiloTraffic>();
        services.AddSingleton<PlacementInstruments>();
        services.AddSingleton<LoadMeter>();
        services.AddSingleton<LoadExchangeClient>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LoadReporter>();
        silo.AddGrainService<LoadExchange>();

        // Not a singleton, which all classes of grains would share with whatever their attributes say.
        services.AddPlacementDirector<LoadAwarePlacement, LoadAwareDirector>(ServiceLifetime.Transient);
        return silo.AddIncomingGrainCallFilter<HintEndsHere>();
    }
}
