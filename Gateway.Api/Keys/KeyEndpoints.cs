using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Keys;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>API keys: creating, listing, revoking.</summary>
internal static class KeyEndpoints
{
    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/keys").WithTags("Operations");

        group.MapPost("", CreateAsync).ForRole(Role.Admin)
            .WithName("CreateKey").WithSummary("Creates an API key, which this answer shows once")
            .Accepts<KeyBody>("application/json")
            .Problems(400, 408, 409, 413, 415, 503, 504);

        group.MapGet("", ListAsync).ForRole(Role.Admin)
            .WithName("ListKeys").WithSummary("Lists API keys: those that this gateway was given, then those that were created, by id; of revoked ones the last thousand")
            .Problems(503, 504);

        group.MapDelete("/{idOrName}", RevokeAsync).ForRole(Role.Admin)
            .WithName("RevokeKey").WithSummary("Revokes an API key; by its id a second time, too")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task<Ok<KeyCreatedAnswer>> CreateAsync(
        HttpContext context, IGrainFactory grains, KeyRing ring, GivenKeys given, CancellationToken cancellationToken)
    {
        var (body, _) = await JsonBody.ReadAsync(context.Request, ApiJson.Default.KeyBody, cancellationToken);
        var name = Names.CheckKeyName(body.Name);
        var role = Words.Parse<Role>(body.Role, "role", inLowerCase: true)
            ?? throw RefusedException.Invalid("role", "role must be one of reader, operator, admin.");
        if (given.Has(name))
        {
            throw new RefusedException(RefusalReason.Conflict, $"name is '{name}', and this gateway was given a key of that name. Choose another.", "name");
        }

        var key = NewKey.Create();
        var created = await grains.GetGrain<IApiKeysGrain>(0).CreateAsync(
            new CreateKeyCommand(name, role, key.Hash.ToString(), Principal.Of(context).Id), cancellationToken);
        await ring.TryRefreshAsync();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new KeyCreatedAnswer(
            Success: true, created.Id.ToString(), created.Name, Words.Of(created.Role), key.Text, created.Created.ToUnixTimeMilliseconds()));
    }

    private static async Task<Ok<KeyItem[]>> ListAsync(IGrainFactory grains, GivenKeys given, CancellationToken cancellationToken)
    {
        var created = await grains.GetGrain<IApiKeysGrain>(0).ListAsync(cancellationToken);
        return TypedResults.Ok<KeyItem[]>(
        [
            .. given.ByHash.Values.OrderBy(holder => holder.Name, StringComparer.Ordinal).Select(KeyItem.From),
            .. created.Select(KeyItem.From),
        ]);
    }

    private static async Task<Ok<KeyRevokedAnswer>> RevokeAsync(
        string idOrName, HttpContext context, IGrainFactory grains, KeyRing ring, GivenKeys given, CancellationToken cancellationToken)
    {
        if (given.Has(idOrName))
        {
            throw new RefusedException(
                RefusalReason.Conflict, "This key was given to the gateway in a file: take it out of its settings (Keys:Given) and restart it.");
        }

        var revoked = await grains.GetGrain<IApiKeysGrain>(0).RevokeAsync(
            new RevokeKeyCommand(idOrName, Principal.Of(context).Id, given.HasAdmin), cancellationToken);
        await ring.ForgetAsync(revoked.Id);
        return TypedResults.Ok(new KeyRevokedAnswer(Success: true, revoked.Id.ToString()));
    }
}
