using Microsoft.Extensions.DependencyInjection;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Grain state and reminders in a database, through Orleans' ADO.NET providers and the queries that our migrations put there.</summary>
internal static class GrainState
{
    /// <param name="silo">Whose grains.</param>
    /// <param name="invariant">Orleans' name of the kind of database.</param>
    /// <param name="connectionString">How to reach it; asked for once the options are there.</param>
    public static void UseGrainState(this ISiloBuilder silo, string invariant, Func<IServiceProvider, string> connectionString)
    {
        silo.AddAdoNetGrainStorageAsDefault(storage => storage.Configure<IServiceProvider>((options, services) =>
        {
            options.Invariant = invariant;
            options.ConnectionString = connectionString(services);
            options.GrainStorageSerializer = new JsonGrainStateSerializer();
        }));
        silo.UseAdoNetReminderService(reminders => reminders.Configure<IServiceProvider>((options, services) =>
        {
            options.Invariant = invariant;
            options.ConnectionString = connectionString(services);
        }));
    }
}
