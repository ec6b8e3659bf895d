using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Audit;

/// <summary>Adds the audit log to a silo.</summary>
internal static class AuditRegistration
{
    public static ISiloBuilder AddAudit(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddSingleton<AuditTable>();
        services.AddHostedService<AuditJanitor>();
        return silo;
    }
}
