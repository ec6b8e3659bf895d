using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.NeuralNetworks.Formats;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Formats;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Models;

/// <inheritdoc cref="IModelGrain"/>
[GrainType("model")]
internal sealed partial class ModelGrain(
    Store store,
    MemoryLedger ledger,
    ResidentWeights residentWeights,
    LongWork longWork,
    IdempotencyTable idempotency,
    IOptions<ModelOptions> options,
    TimeProvider time,
    ILogger<ModelGrain> logger) : Grain, IModelGrain
{
    public async Task<ModelVersionInfo> ImportAsync(
        StagedArtifact file, IdempotencyToken? token, CancellationToken cancellationToken)
    {
        var name = Names.CheckModelName(this.GetPrimaryKeyString());
        if (await idempotency.FindAsync<ModelVersionInfo>(token, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        await store.Artifacts.FetchAsync(file, cancellationToken);
        var architecture = await longWork.RunAsync(() => Examine(file, name, cancellationToken), cancellationToken);
        await store.Artifacts.PublishAsync(file, cancellationToken);
        var imported = await store.Database.WriteAsync(
            async transaction =>
            {
                var version = await ModelTable.InsertAsync(
                    transaction,
                    new ModelVersionInfo(
                        name,
                        Version: 0,
                        file.Sha256,
                        file.Bytes,
                        architecture.Text,
                        architecture.ParameterCount,
                        architecture.InputSize,
                        architecture.OutputSize,
                        time.GetUtcNow()),
                    options.Value.MaxVersions);
                await idempotency.RememberAsync(transaction, token, version);
                return version;
            },
            cancellationToken);
        LogImported(imported.ModelId, imported.Architecture, imported.Sha256);
        return imported;
    }

    /// <summary>Reads the whole file: its architecture, and every weight, so that a version that is listed can be served.</summary>
    private NetworkArchitecture Examine(StagedArtifact file, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var content = store.Artifacts.OpenStaged(file);
            using var network = residentWeights.MakingRoom(() => SafetensorsModel.Load(content, name, ledger, cancellationToken));
            return network.Architecture;
        }
        catch (ModelFormatException exception)
        {
            throw new RefusedException(RefusalReason.Unusable, exception.Message);
        }
        catch (MemoryRefusedException refused)
        {
            throw NoRoom.For(refused);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is registered: {Architecture}, sha256 {Sha256}")]
    private partial void LogImported(string model, string architecture, string sha256);
}
