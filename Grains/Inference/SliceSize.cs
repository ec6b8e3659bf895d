using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// How many rows of a network fit in a slice of the compute pool: a cautious guess from its size at first, then what was measured.
/// </summary>
/// <param name="parameters">The network's weights and biases, about as many multiply-adds a row.</param>
internal sealed class SliceSize(long parameters)
{
    /// <summary>What any processor does with one thread, even while others want it too.</summary>
    private const double AssumedPerMillisecond = 1_000_000;

    /// <summary>Rows are taken through a network in groups of up to this many.</summary>
    private const int Group = 64;

    private double rowsPerMillisecond = AssumedPerMillisecond / Math.Max(1, parameters);

    /// <summary>Rows that should take no longer than a slice may; at least one.</summary>
    public int Rows
    {
        get
        {
            var rows = (int)Math.Clamp(rowsPerMillisecond * ComputePool.SliceMilliseconds, 1, 1 << 20);
            return rows < Group ? rows : rows - (rows % Group);
        }
    }

    /// <summary>Takes note of how long rows took.</summary>
    public void Learn(int rows, TimeSpan took)
    {
        if (rows > 0 && took > TimeSpan.Zero)
        {
            // The last few slices count: one that was interrupted tells little.
            rowsPerMillisecond += (rows / took.TotalMilliseconds - rowsPerMillisecond) / 4;
        }
    }
}
