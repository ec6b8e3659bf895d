using System.Buffers;
using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// Requests whose rows run together, some rows at a time, and a row of a large network in pieces; each is answered as soon as its rows are
/// done. One object serves batch after batch. A request by itself runs from and into its own arrays. Idle workers of the pool, if there is one,
/// may help.
/// </summary>
internal sealed class InferenceBatch(InferencePlan plan, ComputePool? pool = null)
{
    private readonly List<WaitingRequest> requests = [];
    private float[]? input;
    private float[]? output;
    private byte[]? ownOutput;
    private InferenceRun? run;
    private int doneRows;
    private int answered;
    private int answeredRows;

    public int Rows { get; private set; }

    public int Requests => requests.Count;

    /// <summary>Those of the requests that are traced.</summary>
    public IEnumerable<RequestTrace> Traced => requests.Select(request => request.Trace).OfType<RequestTrace>();

    public void Add(WaitingRequest request)
    {
        requests.Add(request);
        Rows += request.RowCount;
    }

    /// <summary>Runs the next rows, or goes on with those that were interrupted.</summary>
    /// <param name="mostRows">How many at most.</param>
    /// <param name="most">The multiply-adds after which to interrupt them.</param>
    /// <param name="queueDepth">What the answers say of the queue.</param>
    /// <returns>About how many multiply-adds were done; 0 when nobody waits for any row, or others use all of the plan's working memory.</returns>
    /// <exception cref="Exception">The network failed; <see cref="Fail"/> tells those who wait.</exception>
    public long Run(int mostRows, long most, int queueDepth)
    {
        SkipUnwanted();
        var count = run?.Rows ?? Math.Min(mostRows, Rows - doneRows);
        if (count == 0)
        {
            return 0;
        }

        Prepare();
        run ??= plan.TryBegin(count);
        var done = run?.Continue(Input(doneRows, count), Output(doneRows, count), most, pool) ?? 0;
        if (run is not { IsDone: true })
        {
            return done;
        }

        EndRun();
        doneRows += count;
        while (answered < requests.Count && answeredRows + requests[answered].RowCount <= doneRows)
        {
            AnswerNext(queueDepth);
        }

        return done;
    }

    /// <summary>Whether everybody is answered.</summary>
    public bool IsDone => answered == requests.Count;

    /// <summary>Tells those who are not answered yet.</summary>
    public void Fail(Exception exception)
    {
        for (; answered < requests.Count; answered++)
        {
            requests[answered].Fail(exception);
        }
    }

    /// <summary>Makes room for the next batch.</summary>
    public void Clear()
    {
        EndRun();
        requests.Clear();
        Return(ref input);
        Return(ref output);
        ownOutput = null;
        Rows = doneRows = answered = answeredRows = 0;
    }

    private void EndRun()
    {
        run?.Dispose();
        run = null;
    }

    /// <summary>Passes over the rest of requests whose senders have gone, and gives up a run of rows that nobody waits for.</summary>
    private void SkipUnwanted()
    {
        if (run is not null && IsRunWanted())
        {
            return;
        }

        EndRun();
        while (answered < requests.Count && !requests[answered].IsOpen)
        {
            answeredRows += requests[answered].RowCount;
            doneRows = Math.Max(doneRows, answeredRows);
            answered++;
        }
    }

    private bool IsRunWanted()
    {
        var end = answeredRows;
        for (var i = answered; i < requests.Count && end < doneRows + run!.Rows; i++)
        {
            if (requests[i].IsOpen)
            {
                return true;
            }

            end += requests[i].RowCount;
        }

        return false;
    }

    private void Prepare()
    {
        if (requests is [var alone])
        {
            ownOutput ??= NewOutput(alone);
            return;
        }

        if (input is not null)
        {
            return;
        }

        input = ArrayPool<float>.Shared.Rent(Rows * plan.InputSize);
        output = ArrayPool<float>.Shared.Rent(Rows * plan.OutputSize);
        var filled = 0;
        foreach (var request in requests)
        {
            var values = MemoryMarshal.Cast<byte, float>(request.Rows.Span);
            values.CopyTo(input.AsSpan(filled));
            filled += values.Length;
        }
    }

    private ReadOnlySpan<float> Input(int row, int count) =>
        (input ?? MemoryMarshal.Cast<byte, float>(requests[0].Rows.Span)).Slice(row * plan.InputSize, count * plan.InputSize);

    private Span<float> Output(int row, int count) =>
        (output is null ? MemoryMarshal.Cast<byte, float>(ownOutput.AsSpan()) : output).Slice(row * plan.OutputSize, count * plan.OutputSize);

    private void AnswerNext(int queueDepth)
    {
        var request = requests[answered];
        var own = ownOutput;
        if (own is null)
        {
            own = NewOutput(request);
            Output(answeredRows, request.RowCount).CopyTo(MemoryMarshal.Cast<byte, float>(own.AsSpan()));
        }

        answeredRows += request.RowCount;
        answered++;
        request.Answer(new InferenceAnswer(own, queueDepth));
    }

    private byte[] NewOutput(WaitingRequest request) =>
        GC.AllocateUninitializedArray<byte>(checked(request.RowCount * plan.OutputSize * sizeof(float)));

    private static void Return(ref float[]? array)
    {
        if (array is not null)
        {
            ArrayPool<float>.Shared.Return(array);
            array = null;
        }
    }
}
