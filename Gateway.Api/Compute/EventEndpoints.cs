using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Compute;
using Microsoft.AspNetCore.Mvc;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>What happens to tasks and nodes, as it happens.</summary>
internal static class EventEndpoints
{
    public static IEndpointRouteBuilder MapComputeEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/compute/events", StreamAsync).ForRole(Role.Reader)
            .WithTags("Compute").WithName("GetComputeEvents")
            .WithSummary("Streams what happens to tasks and nodes from now on, or from after the event with the id in Last-Event-ID or after (server-sent events)")
            .Produces<EventData>(StatusCodes.Status200OK, EventWriter.ContentType)
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
                var page = await grains.GetGrain<IComputeDirectoryGrain>(0).ReadEventsAsync(query, cancelled);
                return new EventSlice<ComputeEvent>(page.Events, page.Last, page.IsTruncated);
            },
            (writer, happened) =>
                writer.Write(happened.Id, happened.Task is null ? "node" : "task", EventData.From(happened), ApiJson.Default.EventData),
            cancellationToken);
}
