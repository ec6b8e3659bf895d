using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>Has agents compute with the deployments that they are bound to. What goes wrong is part of the answer: the agent speaks all the same.</summary>
internal sealed class AgentInferences(DeploymentCaller deployments, TimeProvider time)
{
    /// <summary>How long replicas that cannot answer are asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What is left of the time of a request so that its answer comes in time.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs one row.</summary>
    public async Task<AgentInference> RunAsync(DeploymentId deployment, ReadOnlyMemory<byte> row, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var most = timeout - Reserve > Reserve ? timeout - Reserve : timeout;
        using var late = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var (result, _) = await deployments.ExecuteAsync(
                deployment.ToString(), new InferenceRequest(row, most), route => RequireOneRow(route, row), Patience, either.Token);
            return Answer(deployment, result);
        }
        catch (RefusedException refused)
        {
            return new AgentInference(deployment, null, null, Why(deployment, refused));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new AgentInference(deployment, null, null, $"{deployment} did not answer within {most.TotalMilliseconds:N0} ms.");
        }
    }

    /// <exception cref="RefusedException">The row is not one of the deployment's network.</exception>
    public static void RequireOneRow(DeploymentRoute route, ReadOnlyMemory<byte> row)
    {
        if (row.Length != route.InputSize * sizeof(float))
        {
            throw RefusedException.Invalid("data", $"data holds {row.Length / sizeof(float):N0} numbers; {route.Id} takes {route.InputSize:N0}.");
        }
    }

    private static string Why(DeploymentId deployment, RefusedException refused) => refused.Reason == RefusalReason.NotFound
        ? $"There is no deployment '{deployment}' any more. Bind the agent to another, or unbind it."
        : refused.Message;

    private static AgentInference Answer(DeploymentId deployment, ReadOnlyMemory<byte> result)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(result.Span);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(numbers[i]))
            {
                return new AgentInference(deployment, null, null, $"The network overflows the range of 32-bit floats on data: result[{i}] is not finite.");
            }
        }

        return new AgentInference(deployment, result, numbers.Length > 1 ? TensorPrimitives.IndexOfMax(numbers) : null);
    }
}
