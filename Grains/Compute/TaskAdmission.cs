using System.Text;
using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Checks tasks before anything of them is written: what would fail for its form or its size is refused.</summary>
internal sealed class TaskAdmission(InferenceAdmission inference, MemoryLedger ledger, IOptions<TaskOptions> options)
{
    private const int MostPriority = 10;
    private const int DefaultAttempts = 3;
    private const int MostAttempts = 10;

    /// <summary>The requirements of a task are part of an index, whose rows have a bound.</summary>
    private const int MostRequirementBytes = 1_000;

    /// <summary>Checks the tasks of a command.</summary>
    /// <returns>What to insert, in the same order.</returns>
    /// <exception cref="RefusedException">A field of one is invalid.</exception>
    public async Task<IReadOnlyList<NewTask>> AdmitAsync(SubmitCommand command, CancellationToken cancellationToken)
    {
        var graph = BatchGraph.Of(command, options.Value.MaxDependencies);
        var tasks = new NewTask[command.Tasks.Count];
        for (var i = 0; i < tasks.Length; i++)
        {
            var spec = command.Tasks[i];
            var prefix = Field(command, i, string.Empty);
            var work = await CheckWorkAsync(spec.Work, prefix, cancellationToken);
            tasks[i] = Check(spec, work, prefix, graph.Present(i), graph.New(i));
        }

        return tasks;
    }

    /// <summary>Checks a task that is to be submitted later.</summary>
    /// <returns>Its work, with the version of a model that its name stands for now.</returns>
    /// <exception cref="RefusedException">A field is invalid.</exception>
    public async Task<TaskWork> CheckAsync(TaskSpec spec, string prefix, CancellationToken cancellationToken)
    {
        var work = await CheckWorkAsync(spec.Work, prefix, cancellationToken);
        _ = Check(spec, work, prefix, dependsOn: [], dependsOnNew: []);
        return work;
    }

    /// <summary>What a refusal calls a field of a task.</summary>
    public static string Field(SubmitCommand command, int task, string field) => command.IsBatch ? $"tasks[{task}].{field}" : field;

    private NewTask Check(TaskSpec spec, TaskWork work, string prefix, IReadOnlyList<long> dependsOn, IReadOnlyList<int> dependsOnNew)
    {
        var (text, input) = StoredWork.Write(work);
        return new NewTask(
            CheckName(spec.Name, $"{prefix}name"),
            work.Type!,
            text,
            input,
            Whole(spec.Priority, 0, -MostPriority, MostPriority, $"{prefix}priority"),
            CheckRequirements(spec.Requires, $"{prefix}requires").Text,
            CheckTimeout(spec.TimeoutMs, $"{prefix}timeoutMs"),
            Whole(spec.MaxAttempts, DefaultAttempts, 1, MostAttempts, $"{prefix}maxAttempts"),
            dependsOn,
            dependsOnNew);
    }

    private async Task<TaskWork> CheckWorkAsync(TaskWork work, string prefix, CancellationToken cancellationToken)
    {
        switch (work.Type)
        {
            case TaskTypes.Inference:
                return await inference.AdmitAsync(work, prefix, cancellationToken);
            case TaskTypes.Tensor or TaskTypes.Data:
                var plan = ComputePlan.For(work, options.Value.Limits, prefix);
                return plan.NativeBytes <= ledger.Capacity
                    ? work
                    : throw new RefusedException(
                        RefusalReason.NoRoom,
                        $"The task needs {plan.NativeBytes:N0} bytes of memory; silos have {ledger.Capacity:N0} (Weights:MemoryBytes).");
            case TaskTypes.Agent:
                return CheckAgents(work, prefix);
            default:
                throw RefusedException.Invalid($"{prefix}taskType", $"{prefix}taskType must be inference, tensor, data or agent.");
        }
    }

    private static TaskWork CheckAgents(TaskWork work, string prefix)
    {
        TaskFields.RefuseOthers(work, prefix, "input");
        if (work.Input is null)
        {
            throw RefusedException.Invalid(
                $"{prefix}input", $"{prefix}input is missing: an agent task says there what agents are to answer, {{\"description\":…}} at least.");
        }

        work.Input.Check($"{prefix}input.");
        return work;
    }

    private static string? CheckName(string? name, string field) => name is null ? null : Names.CheckTaskName(name, field);

    private long CheckTimeout(long? timeout, string field)
    {
        var most = (long)options.Value.MaxTimeout.TotalMilliseconds;
        return timeout is null ? (long)options.Value.DefaultTimeout.TotalMilliseconds
            : timeout >= 1 && timeout <= most ? timeout.Value
            : throw RefusedException.Invalid(field, $"{field} must be a whole number from 1 to {most}.");
    }

    private static int Whole(long? number, int otherwise, int least, int most, string field) =>
        number is null ? otherwise
        : number >= least && number <= most ? (int)number
        : throw RefusedException.Invalid(field, $"{field} must be a whole number from {least} to {most}.");

    private static TaskNeeds CheckRequirements(TaskRequirements? requires, string field)
    {
        if (requires is null)
        {
            return TaskNeeds.None;
        }

        if (requires.Gpu == true)
        {
            throw RefusedException.Invalid($"{field}.gpu", $"{field}.gpu is true; nodes of this version cannot use a GPU. Leave it out.");
        }

        if (requires.CpuCores is not (null or (>= 0 and <= NodeSpecCheck.MostCores)))
        {
            throw RefusedException.Invalid($"{field}.cpuCores", $"{field}.cpuCores must be a number from 0 to {NodeSpecCheck.MostCores:N0}.");
        }

        if (requires.MemoryGB is not (null or (>= 0 and <= NodeSpecCheck.MostMemoryGB)))
        {
            throw RefusedException.Invalid($"{field}.memoryGB", $"{field}.memoryGB must be a number from 0 to {NodeSpecCheck.MostMemoryGB:N0}.");
        }

        NodeSpecCheck.CheckLabels(requires.Labels, $"{field}.labels");
        var needs = TaskNeeds.Of(requires);
        return Encoding.UTF8.GetByteCount(needs.Text) <= MostRequirementBytes
            ? needs
            : throw RefusedException.Invalid(field, $"{field} is longer than {MostRequirementBytes:N0} bytes of JSON. Use fewer or shorter labels.");
    }
}
