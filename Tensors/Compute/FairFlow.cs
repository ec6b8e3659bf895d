namespace InfernoOrleans.Tensors.Compute;

/// <summary>What a <see cref="FairQueue{TJob}"/> knows of one flow.</summary>
internal sealed class FairFlow<TJob>(string key)
{
    public string Key => key;

    public int Weight { get; set; } = 1;

    /// <summary>The jobs that wait for a slice; they take turns.</summary>
    public Queue<TJob> Jobs { get; } = new();

    /// <summary>How many of its slices run at this moment.</summary>
    public int InProgress { get; set; }

    /// <summary>The virtual time at which its next slice may start.</summary>
    public double Start { get; set; }

    /// <summary>What its last slice cost, the best guess for the next.</summary>
    public double Expected { get; set; }

    /// <summary>When it last began to wait; of two with the same start the earlier goes first.</summary>
    public long Order { get; set; }

    /// <summary>Its place in the heap that it is in; −1 in none.</summary>
    public int Place { get; set; } = -1;

    public bool IsBefore(FairFlow<TJob> other) => Start < other.Start || (Start == other.Start && Order < other.Order);
}
