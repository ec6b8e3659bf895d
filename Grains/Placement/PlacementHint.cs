using Orleans.Runtime.Placement;

namespace InfernoOrleans.Grains.Placement;

/// <summary>
/// Says where a grain is to be activated, should a call activate it. A grain that is active elsewhere stays there; a silo that is gone or
/// cannot run it is not insisted on.
/// </summary>
/// <remarks>
/// The runtime reads the hint from the request context, which flows on to whatever the called grain calls. So it is set around one call
/// only, and <see cref="HintEndsHere"/> removes it before the grain runs. What a grain calls while it activates comes before that: a grain
/// that is called with hints calls <see cref="Forget"/> first when it activates.
/// </remarks>
internal static class PlacementHint
{
    /// <summary>Makes one call with a hint.</summary>
    /// <param name="silo">Where the grain is to be activated.</param>
    /// <param name="call">The call, made before this returns.</param>
    public static Task AtAsync(SiloAddress silo, Func<Task> call)
    {
        using var _ = new Hinted(silo);
        return call();
    }

    /// <inheritdoc cref="AtAsync(SiloAddress, Func{Task})"/>
    public static Task<T> AtAsync<T>(SiloAddress silo, Func<Task<T>> call)
    {
        using var _ = new Hinted(silo);
        return call();
    }

    /// <summary>Ends a hint, if there is one.</summary>
    public static void Forget() => RequestContext.Remove(IPlacementDirector.PlacementHintKey);

    /// <summary>The time in which calls are sent with a hint. A call takes the context along when it is made, not when it is awaited.</summary>
    private readonly ref struct Hinted
    {
        private readonly object? outer;

        public Hinted(SiloAddress silo)
        {
            outer = RequestContext.Get(IPlacementDirector.PlacementHintKey);
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        }

        public void Dispose()
        {
            if (outer is null)
            {
                Forget();
            }
            else
            {
                RequestContext.Set(IPlacementDirector.PlacementHintKey, outer);
            }
        }
    }
}

/// <summary>Ends a hint where it has arrived, before the grain runs that could pass it on.</summary>
internal sealed class HintEndsHere : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        PlacementHint.Forget();
        return context.Invoke();
    }
}
