using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace InfernoOrleans.Gateway.Api.Models;

/// <summary>Takes a model file off a request: the body itself, or the one file of a multipart form. It is never held in memory.</summary>
internal static class ModelUpload
{
    /// <summary>Puts the file into the artifact store under a temporary name.</summary>
    /// <exception cref="RefusedException">There is no file in it, or a multipart form is broken.</exception>
    /// <exception cref="BadHttpRequestException">The content type is another one, or the body is too large or too slow.</exception>
    public static async Task<StagedArtifact> StageAsync(
        HttpRequest request, IArtifactStaging artifacts, CancellationToken cancellationToken)
    {
        if (request.ContentType is null)
        {
            return await artifacts.StageAsync(request.Body, cancellationToken);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw Unsupported();
        }

        if (type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return await artifacts.StageAsync(request.Body, cancellationToken);
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 70 } boundary)
        {
            return await StageFileOfFormAsync(new MultipartReader(boundary.Value!, request.Body), artifacts, cancellationToken);
        }

        throw Unsupported();
    }

    private static async Task<StagedArtifact> StageFileOfFormAsync(
        MultipartReader form, IArtifactStaging artifacts, CancellationToken cancellationToken)
    {
        try
        {
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
                {
                    return await artifacts.StageAsync(section.Body, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            throw new RefusedException(RefusalReason.Invalid, "The multipart form is broken: it ends early or its parts cannot be told apart.");
        }

        throw new RefusedException(RefusalReason.Invalid, "The multipart form holds no file.");
    }

    private static BadHttpRequestException Unsupported() => new(
        "A model file is sent with Content-Type: application/octet-stream, or as the file of a multipart/form-data form.",
        StatusCodes.Status415UnsupportedMediaType);
}
