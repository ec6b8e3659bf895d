namespace InfernoOrleans.Tensors.Compute;

/// <summary>A slice that has run.</summary>
/// <param name="Turn">Whose turn it was.</param>
/// <param name="Cost">How many milliseconds it took.</param>
/// <param name="More">Whether work is left.</param>
/// <param name="Failure">Why there is none, if not because it is done.</param>
internal readonly record struct ComputeSlice(FairTurn<IComputeJob> Turn, double Cost, bool More, Exception? Failure)
{
    /// <summary>Tells the job, if that was its last.</summary>
    public void Finish()
    {
        if (!More)
        {
            Turn.Job.Finish(Failure);
        }
    }
}
