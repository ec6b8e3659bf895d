using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Reads what an agent is to compute with.</summary>
internal static class BindReader
{
    private static readonly FieldNames Fields = FieldNames.Of(ApiJson.Default.BindBody);

    /// <returns>The id or the name of a deployment, which there need not be.</returns>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static string Read(ReadOnlySpan<byte> body)
    {
        var deployment = BodyReader.Read(body, mostNumbers: 0, ReadDeployment);
        return !string.IsNullOrWhiteSpace(deployment) && deployment.Length <= Names.MaxLength && !deployment.Any(char.IsControl)
            ? deployment
            : throw RefusedException.Invalid(
                "deploymentId", $"deploymentId must be the id or the name of a deployment, a text of 1 to {Names.MaxLength} characters.");
    }

    private static string? ReadDeployment(ref BodyReader body)
    {
        string? deployment = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(Fields, ref seen) is not null)
        {
            deployment = body.Text();
        }

        return deployment;
    }
}
