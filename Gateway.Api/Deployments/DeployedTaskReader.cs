using System.Diagnostics;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>Reads tasks that are to last. Whether they can be run is for the cluster to say; here they only have the right shape.</summary>
internal static class DeployedTaskReader
{
    private static readonly FieldNames DeploymentFields = FieldNames.Of(ApiJson.Default.DeployTaskBody);
    private static readonly FieldNames ScheduleFields = FieldNames.Of(ApiJson.Default.ScheduleBody);

    /// <summary>Reads a deployed task.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static DeployTaskCommand Read(ReadOnlySpan<byte> body, int mostNumbers, IdempotencyToken? idempotency) =>
        BodyReader.Read(body, mostNumbers, ReadDeployment) with { Idempotency = idempotency };

    private static DeployTaskCommand ReadDeployment(ref BodyReader body)
    {
        string? name = null;
        TaskSpec? task = null;
        TaskSchedule? schedule = null;
        var process = new ProcessReader();
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(DeploymentFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "name": name = body.Text(); break;
                case "task": task = body.IsNull ? null : TaskReader.ReadTask(ref body, ofBatch: false); break;
                case "schedule": schedule = body.IsNull ? null : ReadSchedule(ref body); break;
                default: process.Read(field, ref body); break;
            }
        }

        return new DeployTaskCommand(name, task, schedule, process.Spec);
    }

    private static TaskSchedule ReadSchedule(ref BodyReader body)
    {
        string? cron = null, zone = null;
        long? every = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(ScheduleFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "cron": cron = body.Text(); break;
                case "timeZone": zone = body.Text(); break;
                case "everyMs": every = body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new TaskSchedule(cron, zone, every);
    }
}
