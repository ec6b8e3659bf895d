using InfernoOrleans.Grains.Storage;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// Builds networks with random weights and keeps them as artifacts, so that a restarted cluster serves the very same bits, whatever the
/// generator of the version that restarts it.
/// </summary>
internal sealed class InitialWeights(LocalStore store, MemoryLedger ledger, IOptions<WeightsOptions> options, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim builds = new(options.Value.ConcurrentBuilds);

    /// <summary>Builds a network away from the grain's turn and publishes its weights.</summary>
    /// <returns>The SHA-256 of the artifact.</returns>
    /// <exception cref="MemoryRefusedException">There is no room to build it.</exception>
    public async Task<string> CreateAsync(NetworkArchitecture architecture, long seed, CancellationToken cancellationToken)
    {
        await builds.WaitAsync(cancellationToken);
        try
        {
            var staged = await Task.Run(
                async () =>
                {
                    using var network = NNBuilder.Build(architecture, seed, ledger, time, cancellationToken);
                    return await store.Artifacts.StageAsync(
                        (target, _) =>
                        {
                            SafetensorsModel.Save(target, network.Network, cancellationToken);
                            return Task.CompletedTask;
                        },
                        cancellationToken);
                },
                cancellationToken);
            store.Artifacts.Publish(staged);
            return staged.Sha256;
        }
        finally
        {
            builds.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => builds.Dispose();
}
