using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute.Work;

/// <summary>What no plan is made of: each refusal names the field at fault, what it was and what it may be.</summary>
public sealed class TaskRefusalTests
{
    private static readonly float[] Three = [1, 2, 3];

    public static TheoryData<string, TaskWork, string> Refused => new()
    {
        { "taskType", new(null), "taskType is missing" },
        { "taskType", new("magic"), "'magic'" },

        { "data", new("data"), "data is required" },
        { "data", Tasks.Data([]), "at least one number" },
        { "operation", Tasks.Data(Three) with { Operation = "add" }, "operation is not a field of data tasks" },
        { "tensors", Tasks.Data(Three) with { Tensors = [] }, "tensors is not a field of data tasks" },
        { "modelId", Tasks.Data(Three) with { ModelId = "deploy-1" }, "modelId is not a field of data tasks" },
        { "factor", Tasks.Data(Three) with { Factor = 1 }, "factor is not a field of data tasks" },
        { "axis", Tasks.Data(Three) with { Axis = 0 }, "axis is not a field of data tasks" },
        { "operations", Tasks.Data(Three, [.. Enumerable.Repeat(new DataStep("abs"), 33)]), "holds 33 steps; at most 32" },
        {
            "operations[0].op",
            Tasks.Data(Three, new DataStep(null)),
            "one of scale, offset, clamp, normalize, standardize, abs, sqrt, log1p, sort, cumsum, window-mean."
        },
        { "operations[1].op", Tasks.Data(Three, new("abs"), new("cube")), "'cube' is unknown; it must be one of scale" },
        { "operations[0].factor", Tasks.Data(Three, new DataStep("scale")), "factor is required" },
        { "operations[0].factor", Tasks.Data(Three, new DataStep("scale", Factor: 1e39)), "factor is 1E+39" },
        { "operations[0].value", Tasks.Data(Three, new DataStep("offset", Value: double.NaN)), "value is NaN" },
        { "operations[0].value", Tasks.Data(Three, new DataStep("offset")), "value is required" },
        { "operations[0].min", Tasks.Data(Three, new DataStep("clamp", Max: 1)), "min is required" },
        { "operations[0].max", Tasks.Data(Three, new DataStep("clamp", Min: 1)), "max is required" },
        { "operations[0].min", Tasks.Data(Three, new DataStep("clamp", Min: 2, Max: 1)), "min is 2, above max, which is 1" },
        { "operations[0].size", Tasks.Data(Three, new DataStep("window-mean")), "from 1 to 3" },
        { "operations[0].size", Tasks.Data(Three, new DataStep("window-mean", Size: 0)), "size is 0" },
        {
            "operations[1].size",
            Tasks.Data(Three, new("window-mean", Size: 2), new("window-mean", Size: 3)),
            "size is 3; it must be a whole number from 1 to 2"
        },
        { "operations[0].size", Tasks.Data(Three, new DataStep("window-mean", Size: long.MaxValue)), "from 1 to 3" },
        { "operations[0].size", Tasks.Data(Three, new DataStep("sort", Size: 1)), "size is not a parameter of sort" },
        { "operations[0].min", Tasks.Data(Three, new DataStep("scale", Factor: 1, Min: 0)), "min is not a parameter of scale" },
        { "operations[0].max", Tasks.Data(Three, new DataStep("abs", Max: 0)), "max is not a parameter of abs" },
        { "operations[0].value", Tasks.Data(Three, new DataStep("scale", Factor: 1, Value: 0)), "value is not a parameter of scale" },
        { "operations[0].factor", Tasks.Data(Three, new DataStep("offset", Value: 1, Factor: 0)), "factor is not a parameter of offset" },

        { "data", Tasks.Tensor("relu", ([3], Three)) with { Data = Tasks.Bytes(Three) }, "data is not a field of tensor tasks" },
        { "operations", Tasks.Tensor("relu", ([3], Three)) with { Operations = [] }, "operations is not a field of tensor tasks" },
        { "modelId", Tasks.Tensor("relu", ([3], Three)) with { ModelId = "m" }, "modelId is not a field of tensor tasks" },
        { "operation", new("tensor", Tensors: []), "one of add, multiply, matmul, transpose, relu, sigmoid, tanh, softmax, sum, mean, scale" },
        { "operation", Tasks.Tensor("invert", ([3], Three)), "'invert' is unknown" },
        { "tensors", new("tensor", Operation: "relu"), "tensors is required; relu takes one tensor" },
        { "tensors", Tasks.Tensor("add", ([3], Three)), "tensors holds 1; add takes two tensors" },
        { "tensors", Tasks.Tensor("sum", ([3], Three), ([3], Three)), "tensors holds 2; sum takes one tensor" },
        { "factor", Tasks.Tensor("scale", ([3], Three)), "factor is required" },
        { "factor", Tasks.Tensor("scale", ([3], Three)) with { Factor = -1e300 }, "factor is -1E+300" },
        { "factor", Tasks.Tensor("relu", ([3], Three)) with { Factor = 2 }, "factor is not a parameter of relu" },
        { "axis", Tasks.Tensor("transpose", ([3, 1], Three)) with { Axis = 0 }, "axis is not a parameter of transpose" },
        { "axis", Tasks.Tensor("sum", ([3, 1], Three)) with { Axis = 2 }, "axis is 2; a tensor [3, 1] has the axes 0 to 1" },
        { "axis", Tasks.Tensor("softmax", ([3], Three)) with { Axis = -2 }, "axis is -2" },
        { "axis", Tasks.Tensor("mean", ([], [1])) with { Axis = 0 }, "a single number" },
        { "axis", Tasks.Tensor("softmax", ([], [1])) with { Axis = -1 }, "a single number" },
        { "tensors[1].shape", Tasks.Tensor("add", ([3], Three), ([1, 1, 1, 1, 3], Three)), "holds 5 extents" },
        { "tensors[0].shape[1]", Tasks.Tensor("relu", ([3, 0], [])), "shape[1] is 0" },
        { "tensors[0].shape[0]", Tasks.Tensor("relu", ([-3], Three)), "shape[0] is -3" },
        { "tensors[0].data", Tasks.Tensor("relu", ([2, 2], Three)), "data holds 3 numbers; the shape [2, 2] takes 4" },
        { "tensors[0].data", Tasks.Tensor("relu", ([], Three)), "data holds 3 numbers; the shape [] takes 1" },
        {
            "tensors[0].data",
            new("tensor", Operation: "relu", Tensors: [new([long.MaxValue, long.MaxValue, 4, 1L << 62], Tasks.Bytes(Three))]),
            "data holds 3 numbers"
        },
        { "tensors[0].data", new("tensor", Operation: "relu", Tensors: [new([1L << 32, 1L << 32], default)]), "data holds 0 numbers" },
        { "tensors[0].shape", Tasks.Tensor("transpose", ([3], Three)), "shape is [3]" },
        { "tensors", Tasks.Tensor("add", ([3], Three), ([2], [1, 2])), "shapes [3] and [2]" },
        { "tensors", Tasks.Tensor("multiply", ([1, 3], Three), ([2, 2], [1, 2, 3, 4])), "shapes [1, 3] and [2, 2]" },
        { "tensors", Tasks.Tensor("matmul", ([1, 3], Three), ([1, 3], Three)), "shapes [1, 3] and [1, 3]" },
        { "tensors", Tasks.Tensor("matmul", ([3], Three), ([3, 1], Three)), "shapes [3] and [3, 1]" },
        { "tensors", Tasks.Tensor("matmul", ([3, 1, 1], Three), ([2, 1, 1], [1, 2])), "shapes [3, 1, 1] and [2, 1, 1]" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void For_ATaskThatCannotBe_RefusesTheFieldAtFault(string field, TaskWork work, string message)
    {
        foreach (var prefix in new[] { "", "tasks[2]." })
        {
            var refused = Assert.Throws<RefusedException>(() => ComputePlan.For(work, Tasks.Wide, prefix));
            Assert.Equal(RefusalReason.Invalid, refused.Reason);
            Assert.Equal(prefix + field, refused.Field);
            Assert.StartsWith(prefix + field.Split('[')[0], refused.Message, StringComparison.Ordinal);
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("matmul")]
    [InlineData("add")]
    public void For_AnEnormousResult_RefusesItFromTheShapesAlone(string operation)
    {
        var long1 = new float[100_000];
        var work = Tasks.Tensor(operation, ([100_000, 1], long1), ([1, 100_000], long1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<RefusedException>(() => ComputePlan.For(work, Tasks.Wide, ""));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal("tensors", refused.Field);
        Assert.Contains("[100000, 100000] of 40,000,000,000 bytes; at most 1,073,741,824", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_ResultsAtTheLimit_TakesThemAndRefusesOneNumberMore()
    {
        var limits = Tasks.Wide with { MaxResultBytes = 12 };
        Assert.Equal(12, ComputePlan.For(Tasks.Data(Three), limits, "").ResultBytes);
        Assert.Equal("data", Assert.Throws<RefusedException>(() => ComputePlan.For(Tasks.Data([1, 2, 3, 4]), limits, "")).Field);
    }

    [Fact]
    public void For_TooManyOperations_RefusesThem()
    {
        var square = new float[10_000];
        var work = Tasks.Tensor("matmul", ([100, 100], square), ([100, 100], square));
        var operations = ComputePlan.For(work, Tasks.Wide, "").Operations;

        Assert.InRange(operations, 1e6, 4e6);
        Assert.NotNull(ComputePlan.For(work, Tasks.Wide with { MaxOperations = operations }, ""));
        var refused = Assert.Throws<RefusedException>(() => ComputePlan.For(work, Tasks.Wide with { MaxOperations = operations - 1 }, ""));
        Assert.Equal("tensors", refused.Field);
        Assert.Contains("operations; at most", refused.Message, StringComparison.Ordinal);
    }
}
