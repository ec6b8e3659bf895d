using System.Runtime.InteropServices;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>
/// A task as it is computed, slice by slice: <see cref="RunSlice"/> is for a <see cref="ComputePool"/>. Dispose it once no slice runs, at
/// whatever point it is.
/// </summary>
internal sealed class Computation : IDisposable
{
    private readonly ComputePlan plan;
    private readonly TimeProvider time;
    private readonly MemoryReservation reservation;
    private readonly IEnumerator<Pause> pauses;
    private readonly Tensor result;
    private bool done;
    private bool ended;

    /// <summary>Reserves all the memory that the plan may need at one time.</summary>
    /// <exception cref="MemoryRefusedException">The ledger has no room; nothing was reserved.</exception>
    internal Computation(ComputePlan plan, IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger ledger, TimeProvider? time)
    {
        this.plan = plan;
        this.time = time ?? TimeProvider.System;
        reservation = ledger.Reserve(plan.NativeBytes);
        try
        {
            Memory = new(plan.NativeBytes);
            result = Tensor.Uninitialized(plan.Buffer, Memory);
            pauses = plan.Run(operands, Memory, result).GetEnumerator();
        }
        catch
        {
            result?.Dispose();
            reservation.Dispose();
            throw;
        }
    }

    /// <summary>For how long a slice begins something new; what has begun takes a millisecond more.</summary>
    /// <value>Default 3 ms, for slices below <see cref="ComputePool.SliceMilliseconds"/>.</value>
    internal TimeSpan Budget { get; set; } = TimeSpan.FromMilliseconds(3);

    /// <summary>A ledger within the ledger, which counts its tensors: what the plan has said is all that they get.</summary>
    internal MemoryLedger Memory { get; }

    /// <summary>The result, as little-endian floats in row-major order; it lives as long as this object.</summary>
    /// <exception cref="InvalidOperationException">The computation has not come to its end.</exception>
    public ReadOnlySpan<byte> Result => done
        ? MemoryMarshal.AsBytes(result.ReadOnlySpan[..(int)(plan.ResultBytes / sizeof(float))])
        : throw new InvalidOperationException("A computation has a result only once its last slice has run.");

    /// <summary>Does the next few milliseconds' work. Slices may run on different threads, but one at a time.</summary>
    /// <returns>Whether anything is left.</returns>
    /// <exception cref="TaskFailedException">The numbers have no finite result; there is no more to run.</exception>
    /// <exception cref="InvalidOperationException">The last slice has run, or failed, or the computation was disposed.</exception>
    public bool RunSlice()
    {
        if (ended)
        {
            throw new InvalidOperationException("A computation that has ended has no more slices.");
        }

        // Until the slice is through: one that throws is the last.
        ended = true;
        var started = time.GetTimestamp();
        do
        {
            if (!pauses.MoveNext())
            {
                done = true;
                return false;
            }
        }
        while (time.GetElapsedTime(started) < Budget);

        ended = false;
        return true;
    }

    /// <summary>Releases the memory. Repeating it does nothing.</summary>
    public void Dispose()
    {
        (done, ended) = (false, true);

        // What it was in the middle of lets go of its own tensors.
        pauses.Dispose();
        result.Dispose();
        reservation.Dispose();
    }
}
