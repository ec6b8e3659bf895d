using System.Text;
using InfernoOrleans.Gateway.Api.Compute;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Nodes as they are read, before anybody is asked whether they can be registered.</summary>
public sealed class NodeReaderTests
{
    [Fact]
    public void Node_AsTheContractShowsIt_IsRead()
    {
        var (id, spec) = NodeReader.Read(
            """
            {"id":"node-1","hostname":"worker1.local","port":9000,"status":"Active","capabilities":{"cpuCores":8,"memoryGB":16.0,"gpuAvailable":true,
             "maxConcurrentTasks":4},"load":{"cpuUsage":0.0,"memoryUsage":0.0,"activeTasks":0}}
            """u8);

        Assert.Equal("node-1", id);
        Assert.Equal(new NodeSpec("node-1", "worker1.local", 9_000, "Active", new NodeCapabilities(8, 16, GpuAvailable: true, MaxConcurrentTasks: 4)), spec);
    }

    [Fact]
    public void Node_WithLabelsAndLittleElse_HasTheRestByDefault()
    {
        var (_, spec) = NodeReader.Read("""{"id":"a","capabilities":{"memoryGB":0.5,"cpuCores":1,"gpuAvailable":null},"load":null,"labels":{"zone":"a"}}"""u8);

        Assert.Equal(new NodeCapabilities(1, 0.5, GpuAvailable: false, MaxConcurrentTasks: 4), spec.Capabilities);
        Assert.Equal("a", Assert.Single(spec.Labels!).Value);
        Assert.Equal((null, null, null), (spec.Hostname, spec.Port, spec.Status));
    }

    /// <summary>Field at fault, the rest of a body.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { "id", """ "id":"" """ },
        { "id", """ "id":" " """ },
        { "id", """ "id":null """ },
        { "id", """ "id":5 """ },
        { "id", $""" "id":"{new string('x', 129)}" """ },
        { "id", """ "hostname":"a" """ },
        { "hostname", """ "id":"a","hostname":["a"] """ },
        { "port", """ "id":"a","port":"9000" """ },
        { "port", """ "id":"a","port":9000.5 """ },
        { "status", """ "id":"a","status":1 """ },
        { "capabilities", """ "id":"a","capabilities":[] """ },
        { "capabilities.cpuCores", """ "id":"a","capabilities":{"memoryGB":1} """ },
        { "capabilities.memoryGB", """ "id":"a","capabilities":{"cpuCores":1} """ },
        { "capabilities.cpuCores", """ "id":"a","capabilities":{"cpuCores":"8","memoryGB":1} """ },
        { "capabilities.memoryGB", """ "id":"a","capabilities":{"cpuCores":1,"memoryGB":1e39} """ },
        { "capabilities.gpuAvailable", """ "id":"a","capabilities":{"cpuCores":1,"memoryGB":1,"gpuAvailable":"no"} """ },
        { "capabilities.maxConcurrentTasks", """ "id":"a","capabilities":{"cpuCores":1,"memoryGB":1,"maxConcurrentTasks":1.5} """ },
        { "capabilities.gpus", """ "id":"a","capabilities":{"cpuCores":1,"memoryGB":1,"gpus":2} """ },
        { "capabilities.cpuCores", """ "id":"a","capabilities":{"cpuCores":1,"cpuCores":2,"memoryGB":1} """ },
        { "load", """ "id":"a","load":0.5 """ },
        { "load.cpuUsage", """ "id":"a","load":{"cpuUsage":"0.5"} """ },
        { "load.activeTasks", """ "id":"a","load":{"activeTasks":0.5} """ },
        { "load.queue", """ "id":"a","load":{"queue":1} """ },
        { "labels", """ "id":"a","labels":"zone" """ },
        { "labels.zone", """ "id":"a","labels":{"zone":null} """ },
        { "labels.zone", """ "id":"a","labels":{"zone":"a","zone":"b"} """ },
        { "zone", """ "id":"a","zone":"b" """ },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Node_OfTheWrongShape_IsRefusedByTheFieldAtFault(string field, string body)
    {
        var refused = Assert.Throws<RefusedException>(() => NodeReader.Read(Encoding.UTF8.GetBytes($$"""{{{body}}}""")));

        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }
}
