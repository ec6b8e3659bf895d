namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <summary>The bytes of all answers that a silo keeps for readers of <c>data</c>, which are bounded. Thread-safe.</summary>
/// <param name="most">The most bytes.</param>
internal sealed class AnswerRoom(long most = 16 << 20)
{
    private long taken;

    /// <summary>Takes room, or gives it back where it is less than nothing. False: there is not so much.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= most || bytes <= 0)
        {
            return true;
        }

        Interlocked.Add(ref taken, -bytes);
        return false;
    }
}
