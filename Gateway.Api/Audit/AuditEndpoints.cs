using System.Globalization;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Audit;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Audit;

/// <summary>Who changed what.</summary>
internal static class AuditEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;

    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inferno/audit", ListAsync).ForRole(Role.Admin)
            .WithTags("Operations").WithName("ListAudit")
            .WithSummary("Lists the requests that changed something, or tried to, newest first, 100 a page; an entry is there a moment after its answer")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);
        return app;
    }

    private static async Task<Ok<AuditItem[]>> ListAsync(
        HttpContext context, IGrainFactory grains, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var length = Paging.Limit(limit, DefaultPage, LongestPage);
        long? before = cursor is null ? null
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        var found = await grains.GetGrain<IAuditGrain>(0).ListAsync(new AuditQuery(before, length + 1), cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].Id.ToString(CultureInfo.InvariantCulture));
        }

        return TypedResults.Ok(found.Take(length).Select(AuditItem.From).ToArray());
    }
}
