using System.Diagnostics;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>Reads tasks. Whether they can be run is for the cluster to say; here they only have the right shape.</summary>
internal static class TaskReader
{
    private static readonly FieldNames TaskFields = FieldNames.Of(ApiJson.Default.TaskBody);
    private static readonly FieldNames BatchFields = FieldNames.Of(ApiJson.Default.TasksBody);
    private static readonly FieldNames TensorFields = FieldNames.Of(ApiJson.Default.TensorBody);
    private static readonly FieldNames StepFields = FieldNames.Of(ApiJson.Default.StepBody);
    private static readonly FieldNames RequirementFields = FieldNames.Of(ApiJson.Default.RequirementsBody);

    /// <summary>Reads one task.</summary>
    /// <exception cref="RefusedException">It is not such a body; the message says where.</exception>
    public static TaskSpec Read(ReadOnlySpan<byte> body, int mostNumbers) =>
        BodyReader.Read(body, mostNumbers, static (ref task) => ReadTask(ref task, ofBatch: false));

    /// <summary>Reads a batch.</summary>
    /// <exception cref="RefusedException">It is not such a body, or it has none or too many; the message says where.</exception>
    public static IReadOnlyList<TaskSpec> ReadBatch(ReadOnlySpan<byte> body, int mostNumbers, int mostTasks)
    {
        var tasks = BodyReader.Read(body, mostNumbers, (ref batch) => ReadTasks(ref batch, mostTasks));
        return tasks is { Count: > 0 } ? tasks : throw RefusedException.Invalid("tasks", $"tasks must be a list of 1 to {mostTasks:N0} tasks.");
    }

    private static List<TaskSpec>? ReadTasks(ref BodyReader body, int most)
    {
        List<TaskSpec>? tasks = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(BatchFields, ref seen) is not null)
        {
            if (!body.EnterList("a list of tasks"))
            {
                continue;
            }

            tasks = [];
            while (body.NextItem(most))
            {
                tasks.Add(ReadTask(ref body, ofBatch: true));
            }
        }

        return tasks;
    }

    /// <summary>Reads the object of one task.</summary>
    /// <param name="body">A body that is at it.</param>
    /// <param name="ofBatch">Whether others of the same batch may call it by a key.</param>
    /// <exception cref="RefusedException">It is no such object; the message says where.</exception>
    public static TaskSpec ReadTask(ref BodyReader body, bool ofBatch)
    {
        string? name = null, type = null, operation = null, modelId = null, key = null;
        ReadOnlyMemory<byte>? data = null;
        List<TaskTensor>? tensors = null;
        List<DataStep>? operations = null;
        double? factor = null;
        int? axis = null;
        ActivationInput? input = null;
        long? priority = null, timeout = null, attempts = null;
        TaskRequirements? requires = null;
        IReadOnlyList<string>? dependsOn = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(TaskFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "name": name = body.Text(); break;
                case "taskType": type = body.Text(); break;
                case "data": data = body.Floats(); break;
                case "operation": operation = body.Text(); break;
                case "tensors": tensors = ReadTensors(ref body); break;
                case "factor": factor = body.Number(); break;
                case "axis": axis = body.Small(); break;
                case "operations": operations = ReadSteps(ref body); break;
                case "modelId": modelId = body.Text(); break;
                case "input": input = body.IsNull ? null : ActivationReader.ReadInput(ref body); break;
                case "priority": priority = body.Whole(); break;
                case "requires": requires = ReadRequirements(ref body); break;
                case "timeoutMs": timeout = body.Whole(); break;
                case "maxAttempts": attempts = body.Whole(); break;
                case "dependsOn": dependsOn = body.Texts(); break;
                case "key" when ofBatch || body.IsNull: key = body.Text(); break;
                case "key": throw body.Wrong(field: null, "is for tasks of a batch. Leave it out.");
                default: throw new UnreachableException(field);
            }
        }

        return new TaskSpec(
            new TaskWork(type, data, modelId, operation, tensors, factor, axis, operations, input),
            name, priority, requires, timeout, attempts, dependsOn, key);
    }

    private static List<TaskTensor>? ReadTensors(ref BodyReader body)
    {
        if (!body.EnterList("a list of tensors"))
        {
            return null;
        }

        var tensors = new List<TaskTensor>();
        while (body.NextItem())
        {
            tensors.Add(ReadTensor(ref body));
        }

        return tensors;
    }

    private static TaskTensor ReadTensor(ref BodyReader body)
    {
        IReadOnlyList<long>? shape = null;
        ReadOnlyMemory<byte>? data = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(TensorFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "shape": shape = body.Wholes(); break;
                case "data": data = body.Floats(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new TaskTensor(
            shape ?? throw body.Wrong("shape", "must be given: a list of whole numbers."),
            data ?? throw body.Wrong("data", "must be given: a list of numbers."));
    }

    /// <summary>Reads the steps of a pipeline; null where none are given.</summary>
    /// <exception cref="RefusedException">They are no such list; the message says where.</exception>
    public static List<DataStep>? ReadSteps(ref BodyReader body)
    {
        if (!body.EnterList("a list of steps"))
        {
            return null;
        }

        var steps = new List<DataStep>();
        while (body.NextItem())
        {
            steps.Add(body.IsText ? new DataStep(body.Text()) : ReadStep(ref body));
        }

        return steps;
    }

    private static DataStep ReadStep(ref BodyReader body)
    {
        string? op = null;
        double? factor = null, value = null, min = null, max = null;
        long? size = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(StepFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "op": op = body.Text(); break;
                case "factor": factor = body.Number(); break;
                case "value": value = body.Number(); break;
                case "min": min = body.Number(); break;
                case "max": max = body.Number(); break;
                case "size": size = body.Whole(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new DataStep(op ?? throw body.Wrong("op", "must be given: the name of an operation."), factor, value, min, max, size);
    }

    private static TaskRequirements? ReadRequirements(ref BodyReader body)
    {
        if (body.IsNull)
        {
            return null;
        }

        bool? gpu = null;
        double? cpuCores = null, memoryGB = null;
        IReadOnlyDictionary<string, string>? labels = null;
        var seen = 0UL;
        body.EnterObject();
        while (body.NextField(RequirementFields, ref seen) is { } field)
        {
            switch (field)
            {
                case "gpu": gpu = body.Flag(); break;
                case "cpuCores": cpuCores = body.Number(); break;
                case "memoryGB": memoryGB = body.Number(); break;
                case "labels": labels = body.TextsByName(); break;
                default: throw new UnreachableException(field);
            }
        }

        return new TaskRequirements(gpu, cpuCores, memoryGB, labels);
    }
}
