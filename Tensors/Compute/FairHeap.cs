namespace InfernoOrleans.Tensors.Compute;

/// <summary>Flows by their start, the earliest first: a binary heap that can find what it holds, so that a start may change within it.</summary>
internal sealed class FairHeap<TJob>
{
    private readonly List<FairFlow<TJob>> flows = [];

    public int Count => flows.Count;

    public FairFlow<TJob> First => flows[0];

    public void Add(FairFlow<TJob> flow)
    {
        flows.Add(flow);
        Rise(flow, flows.Count - 1);
    }

    public void Remove(FairFlow<TJob> flow)
    {
        int place = flow.Place;
        FairFlow<TJob> last = flows[^1];
        flows.RemoveAt(flows.Count - 1);
        flow.Place = -1;
        if (!ReferenceEquals(last, flow))
        {
            Put(last, place);
            Moved(last);
        }
    }

    /// <summary>Restores the order after the start of a flow in the heap has changed.</summary>
    public void Moved(FairFlow<TJob> flow)
    {
        Rise(flow, flow.Place);
        Sink(flow, flow.Place);
    }

    private void Rise(FairFlow<TJob> flow, int place)
    {
        while (place > 0 && flow.IsBefore(flows[(place - 1) / 2]))
        {
            Put(flows[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        Put(flow, place);
    }

    private void Sink(FairFlow<TJob> flow, int place)
    {
        while ((2 * place) + 1 < flows.Count)
        {
            int child = (2 * place) + 1;
            if (child + 1 < flows.Count && flows[child + 1].IsBefore(flows[child]))
            {
                child++;
            }

            if (!flows[child].IsBefore(flow))
            {
                break;
            }

            Put(flows[child], place);
            place = child;
        }

        Put(flow, place);
    }

    private void Put(FairFlow<TJob> flow, int place)
    {
        flows[place] = flow;
        flow.Place = place;
    }
}
