namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Has clients send their next request elsewhere, on a new connection, once the server was told to stop.</summary>
internal static class LastAnswers
{
    public static void UseLastAnswers(this IApplicationBuilder app)
    {
        var stopping = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
