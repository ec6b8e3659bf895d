using System.Text.Json.Serialization;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>The body of every error: problem details (RFC 9457) with the two members that clients of the original look for.</summary>
/// <param name="Type">A URI that names the kind of problem; <c>about:blank</c>, the status says it all.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence: what is wrong and what to do about it.</param>
/// <param name="Success">Always false.</param>
/// <param name="Error">The same sentence as in <paramref name="Detail"/>.</param>
/// <param name="Field">The field of the request that is at fault, where one is.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the response.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    bool Success,
    string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field,
    string? RequestId);
