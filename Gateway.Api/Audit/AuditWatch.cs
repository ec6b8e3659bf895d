using InfernoOrleans.Gateway.Api.Http;

namespace InfernoOrleans.Gateway.Api.Audit;

/// <summary>Has every request noted that may change something: on a route for operators or admins, by another method than those that only look.</summary>
internal static class AuditWatch
{
    public static void UseAudit(this WebApplication app)
    {
        var trail = app.Services.GetRequiredService<AuditTrail>();
        app.Use(next => context =>
        {
            if (!OnlyLooks(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<RequiredRole>() is { Role: >= Role.Operator })
            {
                trail.Watch(context);
            }

            return next(context);
        });
    }

    private static bool OnlyLooks(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
