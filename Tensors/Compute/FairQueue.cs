using System.Diagnostics.CodeAnalysis;

namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// Who is next: start-time fair queueing (Goyal, Vin and Cheng, 1996) over slices of jobs. The flow with the earliest start is served; its
/// start then moves on by what the slice cost, divided by its weight, so that flows with work share in proportion to their weights. The
/// virtual time is the start of the slice served last; a flow that comes back starts there, without credit for its absence.
/// </summary>
/// <remarks>
/// Not thread-safe, and without a clock: costs come from the caller. A slice's cost is known when it ends, so the cost of the flow's last
/// one is charged when it begins, else a flow could take all the workers at once, and the difference when it ends. A flow without jobs is
/// forgotten when its start is past, but for <see cref="KeptFlows"/> that are kept ready to come back.
/// </remarks>
internal sealed class FairQueue<TJob>
{
    /// <summary>How many flows without jobs and debt are kept.</summary>
    public const int KeptFlows = 256;

    private readonly Dictionary<string, FairFlow<TJob>> flows = new(StringComparer.Ordinal);
    private readonly FairHeap<TJob> waiting = new();
    private readonly FairHeap<TJob> resting = new();
    private readonly double assumedCost;
    private double virtualTime;
    private double latestStart;
    private long arrivals;
    private int waitingJobs;

    /// <summary>An empty queue.</summary>
    /// <param name="assumedCost">What the first slice of a flow is charged until it ends.</param>
    public FairQueue(double assumedCost) => this.assumedCost = assumedCost;

    /// <summary>The jobs that wait for a slice. May be read at any time.</summary>
    public int Waiting => Volatile.Read(ref waitingJobs);

    /// <summary>What the next slice is expected to cost; 0 when no job waits.</summary>
    public double NextExpected => waiting.Count == 0 ? 0 : waiting.First.Expected;

    /// <summary>The slices that run.</summary>
    public int InProgress { get; private set; }

    /// <summary>The flows that are remembered.</summary>
    public int Flows => flows.Count;

    /// <summary>Adds a job.</summary>
    public void Add(ComputeFlow flow, TJob job)
    {
        if (!flows.TryGetValue(flow.Key, out FairFlow<TJob>? known))
        {
            known = new FairFlow<TJob>(flow.Key) { Expected = assumedCost };
            flows.Add(flow.Key, known);
        }

        known.Weight = flow.Weight;
        Wait(known, job);
    }

    /// <summary>Takes the job that is to run a slice now.</summary>
    /// <returns>Whether a job waits.</returns>
    public bool TryTake([MaybeNullWhen(false)] out FairTurn<TJob> turn)
    {
        if (waiting.Count == 0)
        {
            turn = default;
            return false;
        }

        FairFlow<TJob> flow = waiting.First;
        virtualTime = Math.Max(virtualTime, flow.Start);
        turn = new FairTurn<TJob>(flow, flow.Jobs.Dequeue(), flow.Expected);
        waitingJobs--;
        InProgress++;
        flow.InProgress++;
        Charge(flow, turn.Charged);
        if (flow.Jobs.Count == 0)
        {
            waiting.Remove(flow);
        }
        else
        {
            waiting.Moved(flow);
        }

        Forget();
        return true;
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="turn">What was taken.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="more">Whether the job waits for a further slice.</param>
    public void Complete(FairTurn<TJob> turn, double cost, bool more)
    {
        FairFlow<TJob> flow = turn.Flow;
        InProgress--;
        flow.InProgress--;
        flow.Expected = cost;
        Charge(flow, cost - turn.Charged);
        if (flow.Jobs.Count > 0)
        {
            waiting.Moved(flow);
        }

        if (more)
        {
            Wait(flow, turn.Job);
        }
        else if (flow.Jobs.Count == 0 && flow.InProgress == 0)
        {
            resting.Add(flow);
        }

        if (waitingJobs == 0 && InProgress == 0)
        {
            // Nobody competes: whatever anybody has had is forgiven.
            virtualTime = latestStart;
        }
    }

    private void Wait(FairFlow<TJob> flow, TJob job)
    {
        flow.Jobs.Enqueue(job);
        waitingJobs++;
        if (flow.Jobs.Count > 1)
        {
            return;
        }

        if (flow.Place >= 0)
        {
            resting.Remove(flow);
        }

        flow.Start = Math.Max(flow.Start, virtualTime);
        latestStart = Math.Max(latestStart, flow.Start);
        flow.Order = arrivals++;
        waiting.Add(flow);
    }

    private void Charge(FairFlow<TJob> flow, double cost)
    {
        flow.Start += cost / flow.Weight;
        latestStart = Math.Max(latestStart, flow.Start);
    }

    private void Forget()
    {
        while (flows.Count > KeptFlows && resting.Count > 0 && resting.First.Start <= virtualTime)
        {
            FairFlow<TJob> forgotten = resting.First;
            resting.Remove(forgotten);
            flows.Remove(forgotten.Key);
        }
    }
}

/// <summary>A slice that a job may run.</summary>
/// <param name="Flow">The flow that pays.</param>
/// <param name="Job">The job.</param>
/// <param name="Charged">What was charged in advance.</param>
internal readonly record struct FairTurn<TJob>(FairFlow<TJob> Flow, TJob Job, double Charged);
