using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>
/// Decides which task runs where. Ready tasks go by rank; of the nodes that have room for one it goes to the one that is best off. Tasks
/// that no node has room for keep no others from theirs, but one silo from tasks that reserve and rank more than a minute later: small
/// reservations would otherwise follow upon one another there, and what needs all of it never find it free.
/// </summary>
/// <remarks>
/// Nothing here is true: the database says which tasks are ready, and silos which they have. What is offered to a silo is claimed there,
/// and what cannot be claimed is forgotten here. Not thread-safe.
/// </remarks>
internal sealed class SchedulerState(Random chance)
{
    /// <summary>How many tasks of one queue are known at one time.</summary>
    public const int Window = 512;

    /// <summary>How many sets of requirements are known at one time.</summary>
    public const int MostQueues = 1_000;

    private const long MostAheadMs = 60_000;

    /// <summary>How many tasks that failed on nodes with room are passed over in search of one that may run there.</summary>
    private const int MostPassedOver = 64;

    private readonly Dictionary<string, KnownExecutor> executors = [];
    private readonly Dictionary<string, RequirementQueue> queues = [];

    /// <summary>The silos that are kept for tasks of such ranks, during one choice.</summary>
    private readonly Dictionary<string, long> kept = [];
    private Dictionary<string, SchedulerNode> nodes = [];

    public IReadOnlyDictionary<string, KnownExecutor> Executors => executors;

    public IReadOnlyDictionary<string, SchedulerNode> Nodes => nodes;

    /// <summary>Takes in which nodes there are.</summary>
    public void SetNodes(IEnumerable<SchedulerNode> present) => nodes = present.ToDictionary(node => node.Id);

    /// <summary>Takes in what a silo says.</summary>
    public void Learn(ExecutorReport report)
    {
        if (!executors.TryGetValue(report.Executor, out var executor))
        {
            executors.Add(report.Executor, executor = new KnownExecutor());
        }

        executor.Learn(report);
    }

    /// <summary>A silo is gone.</summary>
    public void Forget(string executor) => executors.Remove(executor);

    /// <summary>Takes in which sets of requirements ready tasks have. The queues of others are forgotten once they are known to be empty.</summary>
    public void SetRequirements(IReadOnlyCollection<string> present)
    {
        foreach (var (requires, _) in queues.Where(each => each.Value is { Count: 0, MayHaveMore: false } && !present.Contains(each.Key)).ToArray())
        {
            queues.Remove(requires);
        }

        foreach (var requires in present.Where(requires => !queues.ContainsKey(requires)))
        {
            if (queues.Count >= MostQueues)
            {
                ForgetHopeless();
            }

            if (queues.Count < MostQueues)
            {
                Queue(requires);
            }
        }
    }

    /// <summary>Queues that no node can serve make room for others; they are found again.</summary>
    private void ForgetHopeless()
    {
        foreach (var (requires, _) in queues
            .Where(each => !nodes.Values.Any(node => NodeFit.IsEligible(node, each.Value.Needs, ExecutorOf(node)))).ToArray())
        {
            queues.Remove(requires);
        }
    }

    /// <summary>Tasks have become ready. Where there are too many queues already, one more is found later.</summary>
    /// <param name="requires">What they need.</param>
    /// <param name="rank">The least of their ranks.</param>
    public void Reopen(string requires, long rank)
    {
        if (queues.Count < MostQueues || queues.ContainsKey(requires))
        {
            Queue(requires).Reopen(rank);
        }
    }

    /// <summary>Everything that is ready is read anew.</summary>
    public void ReopenAll()
    {
        foreach (var queue in queues.Values)
        {
            queue.Reopen(long.MinValue);
        }
    }

    /// <summary>The queues of which more is to be read, with the place to read on from.</summary>
    public IReadOnlyList<(string Requires, (long Rank, long Id) After)> Unread()
    {
        foreach (var queue in queues.Values)
        {
            queue.Refresh();
        }

        return [.. queues.Where(each => each.Value.MayHaveMore && each.Value.Count < Window / 2).Select(each => (each.Key, each.Value.End))];
    }

    /// <summary>Takes in what was read of a queue.</summary>
    public void Append(string requires, (long Rank, long Id) after, IReadOnlyList<ReadyTask> read, bool isAll) =>
        Queue(requires).Append(read, after, isAll, IsGiven);

    /// <summary>Chooses nodes for as many tasks as there is room for, and notes that they are offered to the silos of these.</summary>
    /// <returns>The offers, by the addresses of the silos.</returns>
    public IReadOnlyDictionary<string, List<Offer>> Choose()
    {
        kept.Clear();
        var offers = new Dictionary<string, List<Offer>>();
        var order = new PriorityQueue<RequirementQueue, (long Rank, long Id)>();
        foreach (var queue in queues.Values)
        {
            Enqueue(order, queue);
        }

        while (order.TryDequeue(out var queue, out var place))
        {
            if (Place(queue) is var (node, task))
            {
                var found = (task.Value.Rank, task.Value.Id);
                if (found.CompareTo(place) > 0 && order.TryPeek(out _, out var other) && other.CompareTo(found) < 0)
                {
                    // Those before it in its queue have no node now, and those of another queue come before it.
                    order.Enqueue(queue, found);
                    continue;
                }

                queue.Remove(task);
                var executor = executors[node.Executor!];
                var offer = new Offer(
                    task.Value.Id, task.Value.Attempt, node.Id, queue.Needs.Text, task.Value.Rank, SlotsOf(node, executor));
                executor.Give(offer, queue.Needs, task.Value.InputBytes);
                if (!offers.TryGetValue(node.Executor!, out var ofSilo))
                {
                    offers.Add(node.Executor!, ofSilo = []);
                }

                ofSilo.Add(offer);
                Enqueue(order, queue);
            }
            else
            {
                KeepSiloFor(queue);
            }
        }

        return offers;
    }

    /// <summary>A silo answered offers.</summary>
    /// <param name="executor">The silo.</param>
    /// <param name="offers">What it was offered.</param>
    /// <param name="taken">The tasks that it has now. The others were no longer to be had.</param>
    /// <param name="sequence">Its last report by then.</param>
    public void Answered(string executor, IReadOnlyList<Offer> offers, IReadOnlySet<long> taken, long sequence)
    {
        if (executors.TryGetValue(executor, out var known))
        {
            foreach (var offer in offers)
            {
                known.Answered(offer.Id, taken.Contains(offer.Id), sequence);
            }
        }
    }

    /// <summary>A silo refused offers, or did not answer. Where they are still ready they are found again.</summary>
    /// <param name="executor">The silo.</param>
    /// <param name="offers">What it was offered.</param>
    /// <param name="mayHaveThem">Whether it may have them all the same.</param>
    public void Lost(string executor, IReadOnlyList<Offer> offers, bool mayHaveThem)
    {
        foreach (var offer in offers)
        {
            if (executors.TryGetValue(executor, out var known))
            {
                if (mayHaveThem)
                {
                    known.Lost(offer.Id);
                }
                else
                {
                    known.Answered(offer.Id, isTaken: false, sequence: 0);
                    known.Refused();
                }
            }

            Reopen(offer.Requires, offer.Rank);
        }
    }

    /// <summary>The most tasks that a node runs at one time, as its silo allows.</summary>
    public static int SlotsOf(SchedulerNode node, KnownExecutor executor) => Math.Min(node.MaxConcurrentTasks, executor.Report.Slots);

    private static void Enqueue(PriorityQueue<RequirementQueue, (long Rank, long Id)> order, RequirementQueue queue)
    {
        if (queue.First is { Value: var task })
        {
            order.Enqueue(queue, (task.Rank, task.Id));
        }
    }

    private RequirementQueue Queue(string requires)
    {
        if (!queues.TryGetValue(requires, out var queue))
        {
            queues.Add(requires, queue = new RequirementQueue(TaskNeeds.Parse(requires)));
        }

        return queue;
    }

    /// <summary>The first task of a queue that has a node, and the best node for it; null where there is none.</summary>
    private (SchedulerNode Node, LinkedListNode<ReadyTask> Task)? Place(RequirementQueue queue)
    {
        var eligible = nodes.Values.Where(node => NodeFit.IsEligible(node, queue.Needs, ExecutorOf(node))).ToArray();
        var free = eligible.Where(node => NodeFit.HasRoom(node, queue.Needs, ExecutorOf(node)!)).ToArray();
        var task = queue.First;
        for (var passed = 0; free.Length > 0 && task is not null && passed < MostPassedOver; passed++)
        {
            var ready = task.Value;
            var following = task.Next;
            if (IsGiven(ready.Id))
            {
                // A silo has said since that it has it: another scheduler gave it to it, or an offer that was taken to have got lost.
                queue.Remove(task);
            }
            else
            {
                // Where it has failed it is not tried again, unless it has failed everywhere.
                var tried = ready.FailedOn.Length > 0 && !eligible.All(node => ready.HasFailedOn(node.Id));
                var best = Best([.. free.Where(node => !(tried && ready.HasFailedOn(node.Id)) && !IsKept(node, queue.Needs, ready.Rank))]);
                if (best is not null)
                {
                    return (best, task);
                }
            }

            task = following;
        }

        return null;
    }

    /// <summary>Always the same silo, so that it is free some time.</summary>
    private void KeepSiloFor(RequirementQueue queue)
    {
        if (queue.Needs.Reserves
            && queue.First is { Value.Rank: var rank }
            && nodes.Values.Where(node => NodeFit.IsEligible(node, queue.Needs, ExecutorOf(node))).MinBy(node => node.Id, StringComparer.Ordinal) is { } node)
        {
            kept.TryAdd(node.Executor!, rank);
        }
    }

    private bool IsKept(SchedulerNode node, TaskNeeds needs, long rank) =>
        needs.Reserves && kept.TryGetValue(node.Executor!, out var first) && rank > first + MostAheadMs;

    private bool IsGiven(long task) => executors.Values.Any(executor => executor.Has(task));

    private SchedulerNode? Best(IReadOnlyList<SchedulerNode> candidates) =>
        candidates.MinBy(node => NodeFit.Score(node, ExecutorOf(node)!, chance.NextDouble()));

    private KnownExecutor? ExecutorOf(SchedulerNode node) =>
        node.Executor is { } executor ? executors.GetValueOrDefault(executor) : null;
}
