using System.Diagnostics;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Reads the fields that say how a process is to be run. Whether it can be is for the cluster to say.</summary>
internal ref struct ProcessReader
{
    private static readonly FieldNames PolicyFields = FieldNames.Of(ApiJson.Default.RestartPolicyBody);
    private static readonly FieldNames ResourceFields = FieldNames.Of(ApiJson.Default.ResourceBody);
    private static readonly FieldNames NamespaceFields = FieldNames.Of(ApiJson.Default.NamespaceBody);

    private RestartPolicyBody? policy;
    private List<ResourceBody>? resources;
    private NamespaceBody? space;
    private bool? pinned;

    /// <summary>What was read; null where no field was given.</summary>
    public readonly ProcessSpec? Spec => ProcessFields.ToSpec(policy, resources, space, pinned);

    /// <summary>Reads the value of a field if it is one of these.</summary>
    public void Read(string field, ref BodyReader body)
    {
        switch (field)
        {
            case "restartPolicy": policy = body.IsNull ? null : ReadPolicy(ref body); break;
            case "resources": resources = ReadResources(ref body); break;
            case "namespace": space = body.IsNull ? null : ReadNamespace(ref body); break;
            case "pinned": pinned = body.Flag(); break;
            default: throw new UnreachableException(field);
        }
    }

    private static RestartPolicyBody ReadPolicy(ref BodyReader body)
    {
        string? mode = null;
        long? restarts = null, backoff = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(PolicyFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "mode": mode = body.Text(); break;
                case "maxRestarts": restarts = body.Whole(); break;
                case "backoffMs": backoff = body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new RestartPolicyBody(mode, restarts, backoff);
    }

    private static List<ResourceBody>? ReadResources(ref BodyReader body)
    {
        if (!body.EnterList("a list of resources"))
        {
            return null;
        }

        var resources = new List<ResourceBody>();
        while (body.NextItem())
        {
            resources.Add(ReadResource(ref body));
        }

        return resources;
    }

    private static ResourceBody ReadResource(ref BodyReader body)
    {
        string? type = null, unit = null;
        double? amount = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(ResourceFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "resourceType": type = body.Text(); break;
                case "amount": amount = body.Number(); break;
                case "unit": unit = body.Text(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new ResourceBody(type, amount, unit);
    }

    private static NamespaceBody ReadNamespace(ref BodyReader body)
    {
        string? mode = null, of = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(NamespaceFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "mode": mode = body.Text(); break;
                case "of": of = body.Text(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new NamespaceBody(mode, of);
    }
}
