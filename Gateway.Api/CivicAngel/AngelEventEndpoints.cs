using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using Microsoft.AspNetCore.Mvc;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What happens to the Civic Angel, as it happens.</summary>
internal static class AngelEventEndpoints
{
    public static IEndpointRouteBuilder MapAngelEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/civic-angel/events", StreamAsync).ForRole(Role.Reader)
            .WithTags("Civic Angel").WithName("GetAngelEvents")
            .WithSummary("Streams voices, phases, dreams and bindings from now on, or from after the event with the id in Last-Event-ID or after (server-sent events)")
            .Produces<AngelEventData>(StatusCodes.Status200OK, EventWriter.ContentType)
            .Problems(400, 503, 504);
        return app;
    }

    // Browsers that connect again send the header to the address that they were given, with whatever it says.
    private static Task StreamAsync(
        HttpContext context,
        IGrainFactory grains,
        EventTail tail,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        string? after,
        CancellationToken cancellationToken) =>
        tail.SendAsync(
            context,
            lastEventId ?? after,
            async (query, cancelled) =>
            {
                var page = await grains.GetGrain<ICivicAngelGrain>(0).ReadEventsAsync(query, cancelled);
                return new EventSlice<AngelEvent>(page.Events, page.Last, page.IsTruncated);
            },
            (writer, happened) => writer.Write(happened.Id, happened.Kind, AngelEventData.From(happened), ApiJson.Default.AngelEventData),
            cancellationToken);
}
