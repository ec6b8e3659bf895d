using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>Tasks as clients send them, and what they compute.</summary>
internal static class Tasks
{
    /// <summary>Limits that no small test meets.</summary>
    public static readonly TaskLimits Wide = new(MaxResultBytes: 1 << 30, MaxOperations: 1e15, MaxSteps: 32);

    public static TaskWork Data(float[] data, params DataStep[] operations) =>
        new("data", Bytes(data), Operations: operations.Length == 0 ? null : operations);

    public static TaskWork Tensor(string operation, params (int[] Shape, float[] Data)[] tensors) =>
        new("tensor", Operation: operation, Tensors: [.. tensors.Select(tensor => Operand(tensor.Shape, tensor.Data))]);

    public static TaskTensor Operand(int[] shape, float[] data) => new([.. shape.Select(extent => (long)extent)], Bytes(data));

    /// <summary>The bytes of numbers, at an address that is no multiple of four, as within a message.</summary>
    public static ReadOnlyMemory<byte> Bytes(ReadOnlySpan<float> numbers)
    {
        var bytes = new byte[(numbers.Length * sizeof(float)) + 1];
        MemoryMarshal.AsBytes(numbers).CopyTo(bytes.AsSpan(1));
        return bytes.AsMemory(1);
    }

    public static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>Computes a task in memory that has room for exactly what its plan says.</summary>
    /// <param name="work">The task.</param>
    /// <param name="budget">How long slices are; as they are by default when absent.</param>
    public static float[] Run(TaskWork work, TimeSpan? budget = null)
    {
        var plan = ComputePlan.For(work, Wide, "");
        MemoryLedger ledger = new(plan.NativeBytes);
        float[] result;
        using (var computation = plan.Start(work, ledger))
        {
            computation.Budget = budget ?? computation.Budget;
            while (computation.RunSlice())
            {
            }

            result = Floats(computation.Result);
        }

        Assert.Equal(0, ledger.Reserved);
        Assert.Equal(plan.ResultBytes, result.Length * sizeof(float));
        Assert.Equal(plan.Shape.Aggregate(1, (product, extent) => product * extent), result.Length);
        return result;
    }
}
