using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace InfernoOrleans.Grains.Messages;

/// <summary>Adds the room to silos and clients.</summary>
public static class MessageRegistration
{
    /// <summary>Bounds what a silo sends.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="mostBytes">The most bytes of a call or an answer.</param>
    public static ISiloBuilder BoundMessages(this ISiloBuilder silo, long mostBytes)
    {
        var bound = new MessageBound(mostBytes);
        silo.Configure<SiloMessagingOptions>(messaging => Allow(messaging, mostBytes));
        silo.AddIncomingGrainCallFilter(bound);
        return silo.AddOutgoingGrainCallFilter(bound);
    }

    /// <summary>Bounds what a client sends.</summary>
    /// <param name="client">The client.</param>
    /// <param name="mostBytes">The most bytes of a call.</param>
    public static IClientBuilder BoundMessages(this IClientBuilder client, long mostBytes)
    {
        client.Configure<ClientMessagingOptions>(messaging => Allow(messaging, mostBytes));
        return client.AddOutgoingGrainCallFilter(new MessageBound(mostBytes));
    }

    /// <summary>The runtime counts what surrounds the values, too; what we let pass must pass there.</summary>
    private static void Allow(MessagingOptions messaging, long mostBytes) => messaging.MaxMessageBodySize = (int)(mostBytes / 24 * 25);
}
