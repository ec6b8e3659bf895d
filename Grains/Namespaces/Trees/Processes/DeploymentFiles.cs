using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Namespaces.Trees.Data;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>The files of a deployment, which are the same under its id, its name and its process.</summary>
internal sealed class DeploymentFiles(IGrainFactory grains, DataExecution execution)
{
    /// <param name="deployment">The deployment.</param>
    /// <param name="byName">Whether it was found by its name, which will stand for another when it is gone.</param>
    public FixedDirectory Of(DeploymentInfo deployment, bool byName = false)
    {
        var files = new List<(string, TreeNode)>
        {
            ("status", ComputedFile.Of(deployment.Status.ToString())),
            ("ctl", DeploymentControl.Of(deployment, byName, grains)),
            ("metadata", new ComputedFile(async cancellationToken => TreeContent.Json(
                DeploymentFacts.From(await GrainOf(deployment).DescribeAsync(cancellationToken)), TreeJson.Readable.DeploymentFacts))),
            ("stats", new ComputedFile(cancellationToken => new DeploymentStats(grains).ReadAsync(deployment, cancellationToken))),
            ("ns", NamespaceFile.Of(grains, deployment.Id.ProcessId)),
        };
        if (deployment.Type is DeploymentType.NeuralNetwork or DeploymentType.Service)
        {
            files.Add(("data", new DataFile(grains, execution, deployment.Id)));
        }
        else if (deployment.Type == DeploymentType.DistributedTask)
        {
            files.Add(("log", new ComputedFile(cancellationToken => RunLog.ReadAsync(deployment.Id, grains, cancellationToken))));
        }

        return new FixedDirectory([.. files]);
    }

    private IDeploymentGrain GrainOf(DeploymentInfo deployment) => grains.GetGrain<IDeploymentGrain>(deployment.Id.ToString());
}
