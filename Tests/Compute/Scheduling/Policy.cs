using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Tests.Compute.Scheduling;

/// <summary>Reports, nodes and tasks, where only some of their figures matter.</summary>
internal static class Policy
{
    public const long GB = 1L << 30;

    public static ExecutorReport Report(
        string executor = "a",
        long sequence = 1,
        int slots = 2,
        double cores = 4,
        long bytes = 8 * GB,
        double cpu = 0,
        double? meanMs = null,
        bool isStopping = false,
        params HeldAttempt[] held) =>
        new(executor, executor, sequence, slots, cores, bytes, cpu, 0, meanMs, isStopping, held);

    public static HeldAttempt Held(long task, int attempt = 1, string node = "n", string requires = "") =>
        new(new AttemptId(task, attempt), node, requires);

    public static SchedulerNode Node(
        string id = "n", string? executor = "a", bool takesTasks = true, int most = 100, double cores = 100, long bytes = 100 * GB, string? zone = null) =>
        new(id, executor, takesTasks, most, cores, bytes, zone is null ? [] : new Dictionary<string, string> { ["zone"] = zone });

    public static ReadyTask Ready(long id, long? rank = null, int attempt = 0, params string[] failedOn) =>
        new() { Id = id, Rank = rank ?? id, Attempt = attempt, FailedOn = string.Concat(failedOn.Select(node => $"{node},")) };

    public static Offer Offer(long id, int attempt = 0, string node = "n", string requires = "") => new(id, attempt, node, requires, id, 100);

    /// <summary>Gives the policy everything that is ready.</summary>
    public static void Fill(this SchedulerState state, string requires, params ReadyTask[] tasks)
    {
        state.Reopen(requires, long.MinValue);
        var (_, after) = state.Unread().Single(queue => queue.Requires == requires);
        state.Append(requires, after, [.. tasks.OrderBy(task => (task.Rank, task.Id))], isAll: true);
    }

    /// <summary>The ids of what it chooses, in order of rank.</summary>
    public static IReadOnlyList<long> ChosenIds(this SchedulerState state) =>
        [.. state.Choose().Values.SelectMany(offers => offers).OrderBy(offer => (offer.Rank, offer.Id)).Select(offer => offer.Id)];
}
