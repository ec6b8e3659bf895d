using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Services;

/// <summary>What the services of a silo compute with.</summary>
internal sealed class ServiceWork(DeploymentCaller deployments, ProcessModels models, ComputePool pool, MemoryLedger ledger, ResidentWeights residentWeights)
{
    public DeploymentCaller Deployments => deployments;

    public ProcessModels Models => models;

    public ComputePool Pool => pool;

    /// <summary>Begins to compute with memory that is reserved first.</summary>
    /// <exception cref="MemoryRefusedException">There is no room.</exception>
    public Computation Start(RowsPlan plan, TaskWork work) => residentWeights.MakingRoom(() => plan.Start(work, ledger));
}
