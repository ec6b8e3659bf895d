using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Messages;

/// <summary>
/// Refuses calls and answers that are too large for a message before they are sent. The runtime finds out while it writes one, and then
/// closes the connection, with everything else that was on its way through it.
/// </summary>
/// <param name="mostBytes">How large they may be.</param>
internal sealed class MessageBound(long mostBytes) : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    /// <exception cref="RefusedException">The arguments are too large.</exception>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var request = context.Request;
        long bytes = 0;
        for (var i = 0; i < request.GetArgumentCount(); i++)
        {
            bytes += MessageSize.Of(request.GetArgument(i));
        }

        return bytes <= mostBytes ? context.Invoke() : throw TooLarge("request", context, bytes);
    }

    /// <exception cref="RefusedException">The answer is too large.</exception>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var running = context.Invoke();
        if (!running.IsCompletedSuccessfully)
        {
            return CheckAsync(running, context);
        }

        Check(context);
        return running;
    }

    private async Task CheckAsync(Task running, IGrainCallContext context)
    {
        await running;
        Check(context);
    }

    private void Check(IGrainCallContext context)
    {
        var bytes = MessageSize.Of(context.Result);
        if (bytes > mostBytes)
        {
            throw TooLarge("answer", context, bytes);
        }
    }

    private RefusedException TooLarge(string what, IGrainCallContext context, long bytes) => new(
        RefusalReason.TooLarge,
        $"The {what} of {context.MethodName} would be a message of {bytes:N0} bytes; at most {mostBytes:N0} are allowed (Cluster:MaxMessageBytes). Ask for less at a time.");
}
