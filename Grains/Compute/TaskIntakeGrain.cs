using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute;

/// <inheritdoc cref="ITaskIntakeGrain"/>
[StatelessWorker, Reentrant, GrainType("task-intake")]
internal sealed class TaskIntakeGrain(
    Store store,
    TaskTable tasks,
    TaskAdmission admission,
    QueueLength queueLength,
    IdempotencyTable idempotency,
    ComputeEvents events,
    ComputeInstruments instruments,
    IOptions<TaskOptions> options) : Grain, ITaskIntakeGrain
{
    public async Task<SubmitAnswer> SubmitAsync(SubmitCommand command, CancellationToken cancellationToken)
    {
        if (command.Tasks.Count is 0 || command.Tasks.Count > options.Value.MaxBatch)
        {
            throw RefusedException.Invalid("tasks", $"tasks holds {command.Tasks.Count:N0} tasks; it must hold 1 to {options.Value.MaxBatch:N0}.");
        }

        if (await idempotency.FindAsync<SubmitAnswer>(command.Idempotency, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var admitted = await admission.AdmitAsync(command, cancellationToken);
        await queueLength.RequireRoomAsync(admitted.Count, cancellationToken);
        var (answer, rows) = await store.Database.WriteAsync(
            async transaction =>
            {
                var inserted = await tasks.InsertAsync(transaction, admitted, (task, dependency) => TaskAdmission.Field(command, task, $"dependsOn[{dependency}]"));
                var submitted = new SubmitAnswer([.. inserted.Select(row => new TaskId(row.Id))]);
                await idempotency.RememberAsync(transaction, command.Idempotency, submitted);
                return (submitted, inserted);
            },
            cancellationToken);

        events.Poke();
        instruments.Accepted(rows.Count);
        var hints = ReadyHint.Of(rows.Where(row => row.WaitingFor == 0).Select(row => (row.Task.Requires, row.Rank)));
        if (hints.Count > 0)
        {
            await GrainFactory.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default).ReadyAsync(hints);
        }

        return answer;
    }
}
