using System.Diagnostics;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Reads services. Whether they can be run is for the cluster to say; here they only have the right shape.</summary>
internal static class ServiceReader
{
    private static readonly FieldNames ServiceFields = FieldNames.Of(ApiJson.Default.DeployServiceBody);
    private static readonly FieldNames StepFields = FieldNames.Of(ApiJson.Default.ServiceStepBody);

    /// <summary>Reads a service.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static DeployServiceCommand Read(ReadOnlySpan<byte> body, IdempotencyToken? idempotency) =>
        BodyReader.Read(body, mostNumbers: 0, ReadService) with { Idempotency = idempotency };

    private static DeployServiceCommand ReadService(ref BodyReader body)
    {
        string? name = null;
        List<ServiceStep>? steps = null;
        long? inputSize = null;
        var process = new ProcessReader();
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(ServiceFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "name": name = body.Text(); break;
                case "steps": steps = ReadSteps(ref body); break;
                case "inputSize": inputSize = body.Whole(); break;
                default: process.Read(field, ref body); break;
            }
        }

        return new DeployServiceCommand(name, steps, inputSize, process.Spec);
    }

    private static List<ServiceStep>? ReadSteps(ref BodyReader body)
    {
        if (!body.EnterList("a list of steps"))
        {
            return null;
        }

        var steps = new List<ServiceStep>();
        while (body.NextItem())
        {
            steps.Add(ReadStep(ref body));
        }

        return steps;
    }

    private static ServiceStep ReadStep(ref BodyReader body)
    {
        string? name = null, model = null;
        IReadOnlyList<DataStep>? operations = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(StepFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "name": name = body.Text(); break;
                case "model": model = body.Text(); break;
                case "operations": operations = TaskReader.ReadSteps(ref body); break;
                default: throw new UnreachableException(field);
            }
        }

        return new ServiceStep(name, model, operations);
    }
}
