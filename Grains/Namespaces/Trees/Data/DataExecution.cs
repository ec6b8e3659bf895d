using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <summary>Runs the rows of a <c>data</c> file through a network or a service.</summary>
internal sealed class DataExecution(DeploymentCaller deployments)
{
    /// <summary>How many numbers an answer may hold: as text, some ten times as many bytes.</summary>
    private const int MostResults = 1 << 18;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>How long replicas that cannot answer are asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Runs rows.</summary>
    /// <param name="id">The network or service.</param>
    /// <param name="rows">Little-endian 32-bit floats, row after row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outputs, a line for each row.</returns>
    /// <exception cref="RefusedException">They do not fill rows, nothing can answer, or an output is not finite.</exception>
    public async Task<string> RunAsync(DeploymentId id, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        var (results, route) = await deployments.ExecuteAsync(
            id.ToString(),
            new InferenceRequest(rows, Timeout),
            route => Check(route.Id, rows.Length / sizeof(float), route.InputSize, route.OutputSize),
            Patience,
            cancellationToken);
        return Format(results.Span, route.OutputSize);
    }

    private static void Check(DeploymentId id, int numbers, int inputSize, int outputSize)
    {
        if (inputSize > 0 && numbers % inputSize != 0)
        {
            throw RefusedException.Invalid("data", $"data holds {numbers} numbers, which is no multiple of {inputSize}, the numbers in one row of {id}.");
        }

        if (inputSize > 0 && (long)(numbers / inputSize) * outputSize > MostResults)
        {
            throw RefusedException.Invalid("data", $"The answer to data would hold more than {MostResults:N0} numbers. Write fewer rows at a time.");
        }
    }

    private static string Format(ReadOnlySpan<byte> rows, int width)
    {
        var results = MemoryMarshal.Cast<byte, float>(rows);
        for (var i = 0; i < results.Length; i++)
        {
            if (!float.IsFinite(results[i]))
            {
                throw RefusedException.Invalid(
                    "data", $"The network overflows the range of 32-bit floats on data: result[{i}] is not finite. Write smaller numbers.");
            }
        }

        return NumberText.Format(rows, Math.Max(1, width));
    }
}
