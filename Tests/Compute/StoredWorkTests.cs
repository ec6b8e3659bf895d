using CsCheck;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute;

public sealed class StoredWorkTests
{
    [Fact]
    public void Read_OfTensors_GivesThemBackWithTheirShapes() =>
        Gen.Select(Gen.Long[0, 4].Array[0, 4].Array[1, 4], Gen.Int[0, 1_000_000]).Sample((shapes, seed) =>
        {
            var random = new Random(seed);
            TaskTensor[] tensors =
            [
                .. shapes.Select(shape =>
                {
                    var data = new byte[shape.Aggregate(1L, (product, extent) => product * extent) * sizeof(float)];
                    random.NextBytes(data);
                    return new TaskTensor(shape, data);
                }),
            ];
            var read = Again(new TaskWork("tensor", Operation: "add", Tensors: tensors, Factor: 0.1, Axis: -1));
            Assert.Equal(("tensor", "add", 0.1, -1), (read.Type, read.Operation, read.Factor, read.Axis));
            Assert.Null(read.Data);
            Assert.Equal(shapes, read.Tensors!.Select(tensor => tensor.Shape));
            Assert.Equal(tensors.Select(tensor => tensor.Data.ToArray()), read.Tensors!.Select(tensor => tensor.Data.ToArray()));
        });

    [Fact]
    public void Read_OfSteps_GivesThemBack()
    {
        DataStep[] steps = [new("scale", Factor: 2), new("clamp", Min: -1, Max: 1e300), new("window-mean", Size: 3), new("sort")];
        var read = Again(new TaskWork("data", Data: new byte[] { 1, 2, 3, 4 }, Operations: steps));
        Assert.Equal(steps, read.Operations);
        Assert.Equal([1, 2, 3, 4], read.Data!.Value.ToArray());
        Assert.Null(read.Tensors);
    }

    [Fact]
    public void Read_OfNoData_IsNotTheSameAsOfEmptyData()
    {
        Assert.Null(Again(new TaskWork("inference", ModelId: "digits@2")).Data);
        Assert.Equal(0, Again(new TaskWork("inference", Data: ReadOnlyMemory<byte>.Empty, ModelId: "digits@2")).Data?.Length);
    }

    [Fact]
    public void Read_OfWhatAgentsAreToAnswer_GivesItBackWithItsData()
    {
        var input = new ActivationInput("a fire", "ember", "flame", "◯", "red", 1, new byte[] { 1, 2, 3, 4 });
        var read = Again(new TaskWork("agent", Input: input));
        Assert.Equal(("agent", null), (read.Type, read.Data));
        Assert.Equal(input with { Data = null }, read.Input! with { Data = null });
        Assert.Equal([1, 2, 3, 4], read.Input!.Data!.Value.ToArray());
        Assert.Null(Again(new TaskWork("agent", Input: new ActivationInput("a fire"))).Input!.Data);
    }

    private static TaskWork Again(TaskWork work)
    {
        var (text, input) = StoredWork.Write(work);
        return StoredWork.Read(text, input);
    }
}
