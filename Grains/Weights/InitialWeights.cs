using InfernoOrleans.Grains.Storage;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// Builds networks with random weights and keeps them as artifacts, so that a restarted cluster serves the very same bits, whatever the
/// generator of the version that restarts it.
/// </summary>
internal sealed class InitialWeights(
    Store store, MemoryLedger ledger, ResidentWeights residentWeights, LongWork longWork, TimeProvider time)
{
    /// <summary>Builds a network away from the grain's turn and publishes its weights.</summary>
    /// <returns>The SHA-256 of the artifact.</returns>
    /// <exception cref="MemoryRefusedException">There is no room to build it.</exception>
    public async Task<string> CreateAsync(NetworkArchitecture architecture, long seed, CancellationToken cancellationToken)
    {
        var staged = await longWork.RunAsync(
            () =>
            {
                using var network = residentWeights.MakingRoom(
                    () => NNBuilder.Build(architecture, seed, ledger, time, cancellationToken));
                return store.Artifacts.Stage(target => SafetensorsModel.Save(target, network.Network, cancellationToken));
            },
            cancellationToken);
        await store.Artifacts.PublishAsync(staged, cancellationToken);
        return staged.Sha256;
    }
}
