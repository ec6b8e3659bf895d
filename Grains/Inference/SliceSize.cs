using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Inference;

/// <summary>How much of a network fits in a slice of the compute pool: a cautious guess at first, then what was measured.</summary>
/// <param name="parameters">The network's weights and biases, about as many multiply-adds a row.</param>
internal sealed class SliceSize(long parameters)
{
    /// <summary>What any processor does with one thread, even while others want it too.</summary>
    private const double AssumedPerMillisecond = 1_000_000;

    /// <summary>Rows are taken through a network in groups of up to this many.</summary>
    private const int Group = 64;

    private double perMillisecond = AssumedPerMillisecond;

    /// <summary>Multiply-adds that should take no longer than a slice may; at least one.</summary>
    public long MultiplyAdds => (long)Math.Clamp(perMillisecond * ComputePool.SliceMilliseconds, 1, 1e15);

    /// <summary>Rows that should; at least one, which may take several slices.</summary>
    public int Rows
    {
        get
        {
            var rows = (int)Math.Clamp(MultiplyAdds / Math.Max(1, parameters), 1, 1 << 20);
            return rows < Group ? rows : rows - (rows % Group);
        }
    }

    /// <summary>Takes note of how long multiply-adds took.</summary>
    public void Learn(long multiplyAdds, TimeSpan took)
    {
        if (multiplyAdds > 0 && took > TimeSpan.Zero)
        {
            // The last few slices count: one that was interrupted tells little.
            perMillisecond += (multiplyAdds / took.TotalMilliseconds - perMillisecond) / 4;
        }
    }
}
