using System.Runtime.InteropServices;
using System.Text;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Tasks as they are read, before anybody is asked whether they can be run.</summary>
public sealed class TaskReaderTests
{
    private const int MostNumbers = 1_000;
    private const int MostTasks = 3;

    [Fact]
    public void Task_WithEveryField_IsReadWhole()
    {
        var task = Read(
            """
            {"name":"größe","taskType":"tensor","data":[1,-2.5,3e2],"operation":"scale","tensors":[{"shape":[2,1],"data":[1,2]},{"data":[],"shape":[]}],
             "factor":-0.5,"axis":-1,"operations":["abs",{"op":"clamp","min":-1,"max":1},{"op":"window-mean","size":3},{"op":"offset","value":2},
             {"op":"scale","factor":4}],"modelId":"digits@2","input":null,"priority":-10,"requires":{"gpu":true,"cpuCores":0.5,"memoryGB":2,
             "labels":{"zone":"a","größe":"\ud83d\ude00"}},"timeoutMs":1000,"maxAttempts":10,"dependsOn":["task-1","other"],"key":null}
            """);

        Assert.Equal(("größe", -10L, 1_000L, 10L, null), (task.Name, task.Priority, task.TimeoutMs, task.MaxAttempts, task.Key));
        Assert.Equal(["task-1", "other"], task.DependsOn!);
        Assert.Equal((true, 0.5, 2.0), (task.Requires!.Gpu!.Value, task.Requires.CpuCores!.Value, task.Requires.MemoryGB!.Value));
        Assert.Equal([("größe", "😀"), ("zone", "a")], task.Requires.Labels!.Select(label => (label.Key, label.Value)).Order());
        Assert.Equal(("tensor", "digits@2", "scale", -0.5, -1), (task.Work.Type, task.Work.ModelId, task.Work.Operation, task.Work.Factor, task.Work.Axis));
        Assert.Equal([1, -2.5f, 300], Floats(task.Work.Data!.Value));
        Assert.Equal([2L, 1L], task.Work.Tensors![0].Shape);
        Assert.Equal([1, 2], Floats(task.Work.Tensors[0].Data));
        Assert.Empty(task.Work.Tensors[1].Shape);
        Assert.Empty(Floats(task.Work.Tensors[1].Data));
        Assert.Equal(
            [new DataStep("abs"), new DataStep("clamp", Min: -1, Max: 1), new DataStep("window-mean", Size: 3), new DataStep("offset", Value: 2), new DataStep("scale", Factor: 4)],
            task.Work.Operations!);
    }

    [Fact]
    public void Task_OfAgents_IsReadWithWhatTheyAreToAnswer()
    {
        var input = Read(
            """
            {"taskType":"agent","input":{"data":[1,-2.5],"depth":3,"color":"red","glyph":"◯","gesture":"mirror+flame","symbol":"emergence","description":"größe"}}
            """).Work.Input!;

        Assert.Equal(new ActivationInput("größe", "emergence", "mirror+flame", "◯", "red", 3), input with { Data = null });
        Assert.Equal([1, -2.5f], Floats(input.Data!.Value));
        Assert.Equal(new ActivationInput(null), Read("""{"input":{}}""").Work.Input);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(
        """
        {"name":null,"taskType":null,"data":null,"operation":null,"tensors":null,"factor":null,"axis":null,"operations":null,"modelId":null,"input":null,
         "priority":null,"requires":null,"timeoutMs":null,"maxAttempts":null,"dependsOn":null,"key":null}
        """)]
    public void Task_WithoutAnyField_IsLeftToTheCluster(string body) => Assert.Equal(new TaskSpec(new TaskWork(null)), Read(body));

    [Theory]
    [InlineData("0", 0f)]
    [InlineData("-0", -0f)]
    [InlineData("0.1", 0.1f)]
    [InlineData("16777217", 16777216f)]
    [InlineData("3.4028234663852886e38", float.MaxValue)]
    [InlineData("1e-50", 0f)]
    [InlineData("1.401298464324817e-45", float.Epsilon)]
    public void Number_ThatFits_IsTheNearestFloat(string number, float expected) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(Assert.Single(Floats(Read($$"""{"data":[{{number}}]}""").Work.Data!.Value))));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Numbers_UpToTheMost_AreAllThere(int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), Floats(Read($$"""{"data":[{{string.Join(',', Enumerable.Range(0, count))}}]}""").Work.Data!.Value));

    /// <summary>A list longer than the room that is lent at first, after one that is shorter: neither may see the other.</summary>
    [Fact]
    public void Numbers_OfSeveralLists_AreApart()
    {
        var tasks = TaskReader.ReadBatch(
            Encoding.UTF8.GetBytes($$"""{"tasks":[{"data":[7]},{"data":[{{string.Join(',', Enumerable.Range(0, 5_000))}}]},{"data":[8,9]}]}"""), mostNumbers: 10_000, MostTasks);

        Assert.Equal([7], Floats(tasks[0].Work.Data!.Value));
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => (float)i), Floats(tasks[1].Work.Data!.Value));
        Assert.Equal([8, 9], Floats(tasks[2].Work.Data!.Value));
    }

    /// <summary>Field at fault, body.</summary>
    public static TheoryData<string?, string> Bodies => new()
    {
        { null, "" },
        { null, "{" },
        { null, "null" },
        { null, "[]" },
        { null, "1" },
        { null, "{} {}" },
        { null, "{}]" },
        { null, """{"data":[1,NaN]}""" },
        { null, """{"data":[1,]}""" },
        { "data[0]", """{"data":[[[[[[[[[1]]]]]]]]]}""" },
        { "Name", """{"Name":"x"}""" },
        { "?", """{"\ud800":1}""" },
        { "data", """{"data":[1],"data":[1]}""" },
        { "data", """{"data":"1"}""" },
        { "data", """{"data":{"0":1}}""" },
        { "data[1]", """{"data":[1,"2"]}""" },
        { "data[1]", """{"data":[1,null]}""" },
        { "data[0]", """{"data":[[1]]}""" },
        { "data[0]", """{"data":[{}]}""" },
        { "data[3]", """{"data":[1,2,3,1e39]}""" },
        { "data[0]", """{"data":[-1e400]}""" },
        { "data", $$"""{"data":[{{string.Join(',', Enumerable.Repeat("1", MostNumbers + 1))}}]}""" },
        { "name", """{"name":5}""" },
        { "name", """{"name":"\udc00"}""" },
        { "taskType", """{"taskType":["data"]}""" },
        { "operation", """{"operation":1}""" },
        { "factor", """{"factor":"2"}""" },
        { "factor", """{"factor":1e39}""" },
        { "factor", """{"factor":1e400}""" },
        { "axis", """{"axis":0.5}""" },
        { "axis", """{"axis":4294967296}""" },
        { "priority", """{"priority":1.5}""" },
        { "priority", """{"priority":true}""" },
        { "priority", """{"priority":99999999999999999999}""" },
        { "timeoutMs", """{"timeoutMs":"1"}""" },
        { "maxAttempts", """{"maxAttempts":[]}""" },
        { "tensors", """{"tensors":{}}""" },
        { "tensors[0]", """{"tensors":[1]}""" },
        { "tensors[0]", """{"tensors":[null]}""" },
        { "tensors[0].shape", """{"tensors":[{"data":[1]}]}""" },
        { "tensors[0].shape", """{"tensors":[{"shape":null,"data":[1]}]}""" },
        { "tensors[1].data", """{"tensors":[{"shape":[1],"data":[1]},{"shape":[1]}]}""" },
        { "tensors[0].shape[1]", """{"tensors":[{"shape":[1,1.5],"data":[1]}]}""" },
        { "tensors[0].shape[0]", """{"tensors":[{"shape":[null],"data":[1]}]}""" },
        { "tensors[0].data[1]", """{"tensors":[{"shape":[1],"data":[1,1e39]}]}""" },
        { "tensors[0].dtype", """{"tensors":[{"shape":[1],"data":[1],"dtype":"FP16"}]}""" },
        { "tensors[0].shape", """{"tensors":[{"shape":[1],"shape":[1],"data":[1]}]}""" },
        { "operations", """{"operations":"abs"}""" },
        { "operations[0]", """{"operations":[1]}""" },
        { "operations[0]", """{"operations":[null]}""" },
        { "operations[1].op", """{"operations":["abs",{"factor":2}]}""" },
        { "operations[0].op", """{"operations":[{"op":1}]}""" },
        { "operations[0].factor", """{"operations":[{"op":"scale","factor":"2"}]}""" },
        { "operations[0].size", """{"operations":[{"op":"window-mean","size":2.5}]}""" },
        { "operations[0].by", """{"operations":[{"op":"scale","by":2}]}""" },
        { "operations[0].op", """{"operations":[{"op":"abs","op":"abs"}]}""" },
        { "operations", $$"""{"operations":[{{string.Join(',', Enumerable.Repeat("\"abs\"", 1_025))}}]}""" },
        { "requires", """{"requires":[]}""" },
        { "requires.gpu", """{"requires":{"gpu":1}}""" },
        { "requires.cpuCores", """{"requires":{"cpuCores":"2"}}""" },
        { "requires.memory", """{"requires":{"memory":2}}""" },
        { "requires.labels", """{"requires":{"labels":["a"]}}""" },
        { "requires.labels.zone", """{"requires":{"labels":{"zone":1}}}""" },
        { "requires.labels.zone", """{"requires":{"labels":{"zone":"a","zone":"b"}}}""" },
        { "requires.labels.?", """{"requires":{"labels":{"\ud800":"a"}}}""" },
        { "dependsOn", """{"dependsOn":"task-1"}""" },
        { "dependsOn[0]", """{"dependsOn":[1]}""" },
        { "dependsOn[0]", """{"dependsOn":[null]}""" },
        { "input", """{"input":"mirror"}""" },
        { "input", """{"input":["mirror"]}""" },
        { "input.description", """{"input":{"description":5}}""" },
        { "input.description", """{"input":{"description":"a","description":"b"}}""" },
        { "input.gesture", """{"input":{"gesture":"\ud800"}}""" },
        { "input.depth", """{"input":{"depth":1.5}}""" },
        { "input.data", """{"input":{"data":"1"}}""" },
        { "input.data[1]", """{"input":{"data":[1,1e39]}}""" },
        { "input.words", """{"input":{"words":"mirror"}}""" },
        { "key", """{"key":"a"}""" },
        { "tasks", """{"tasks":[]}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Task_OfTheWrongShape_IsRefusedByTheFieldAtFault(string? field, string body) =>
        AssertRefused(field, () => Read(body));

    /// <summary>Field at fault, body.</summary>
    public static TheoryData<string?, string> Batches => new()
    {
        { null, "[]" },
        { "tasks", "{}" },
        { "tasks", """{"tasks":null}""" },
        { "tasks", """{"tasks":[]}""" },
        { "tasks", """{"tasks":{}}""" },
        { "tasks", """{"tasks":[{},{},{},{}]}""" },
        { "tasks", """{"tasks":[{}],"tasks":[{}]}""" },
        { "tasks[1]", """{"tasks":[{},null]}""" },
        { "tasks[1]", """{"tasks":[{},"data"]}""" },
        { "tasks[2].data[1]", """{"tasks":[{},{},{"data":[1,"2"]}]}""" },
        { "tasks[0].tensors[1].shape[0]", """{"tasks":[{"tensors":[{"shape":[],"data":[1]},{"shape":["1"]}]}]}""" },
        { "tasks[0].operations[0].by", """{"tasks":[{"operations":[{"by":2}]}]}""" },
        { "tasks[1].kind", """{"tasks":[{},{"kind":"data"}]}""" },
        { "tasks[0].key", """{"tasks":[{"key":1}]}""" },
        { "tasks[1].input", """{"tasks":[{"input":null},{"input":"mirror"}]}""" },
        { "tasks[0].input.data[0]", """{"tasks":[{"input":{"data":[null]}}]}""" },
        { "name", """{"tasks":[{}],"name":"x"}""" },
        { "tasks[1].data", $$"""{"tasks":[{"data":[{{string.Join(',', Enumerable.Repeat("1", MostNumbers))}}]},{"data":[1]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public void Batch_OfTheWrongShape_IsRefusedByTheFieldAtFault(string? field, string body) =>
        AssertRefused(field, () => TaskReader.ReadBatch(Encoding.UTF8.GetBytes(body), MostNumbers, MostTasks));

    [Fact]
    public void Batch_WithKeys_KeepsThem()
    {
        var tasks = TaskReader.ReadBatch("""{"tasks":[{"key":"a"},{"key":null},{"dependsOn":["a"]}]}"""u8, MostNumbers, MostTasks);

        Assert.Equal(["a", null, null], tasks.Select(task => task.Key));
        Assert.Equal(["a"], tasks[2].DependsOn!);
    }

    private static void AssertRefused(string? field, Action read)
    {
        var refused = Assert.Throws<RefusedException>(read);

        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        if (field is not null)
        {
            Assert.Contains(field, refused.Message, StringComparison.Ordinal);
        }
    }

    private static TaskSpec Read(string body) => TaskReader.Read(Encoding.UTF8.GetBytes(body), MostNumbers);

    private static float[] Floats(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
}
