using System.CommandLine;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Commands;

internal static class NodesAddCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "What to call the node." };
        var hostname = new Option<string>("--hostname")
        {
            Description = "Where it is. With the port, this may name a silo, to which the node is then bound.",
            HelpName = "HOST",
            Required = true,
        };
        var port = new Option<int>("--port")
        {
            Description = "Its port.",
            HelpName = "PORT",
            Required = true,
            CustomParser = result => NumberArgument.Read(result, 1, 65535) ?? 0,
        };
        var cores = new Option<double>("--cores")
        {
            Description = "How many processors it has, such as 0.5 or 8; never more than its silo has.",
            HelpName = "COUNT",
            Required = true,
            CustomParser = result => NumberArgument.Read(result, 0, double.MaxValue) ?? 0,
        };
        var memory = new Option<double>("--memory")
        {
            Description = "How much memory it has, in units of 2³⁰ bytes.",
            HelpName = "GB",
            Required = true,
            CustomParser = result => NumberArgument.Read(result, 0, double.MaxValue) ?? 0,
        };
        var tasks = new Option<long?>("--max-tasks")
        {
            Description = "The most tasks that run there at one time. [default: the server's own, 4]",
            HelpName = "COUNT",
            CustomParser = result => NumberArgument.Read(result, 1, long.MaxValue),
        };
        var gpu = new Option<bool>("--gpu") { Description = "It has a GPU that tasks can use." };
        var labels = LabelOption.Create("A label by which tasks may choose it, such as zone=a. May be given several times.");
        return new Command("add", "Registers a node, or changes what it was registered as.")
        {
            id, hostname, port, cores, memory, tasks, gpu, labels,
        }.Calling(async (parsed, client, terminal, cancellationToken) =>
        {
            var capabilities = new NodeCapabilities
            {
                CpuCores = parsed.GetValue(cores),
                MemoryGB = parsed.GetValue(memory),
                GpuAvailable = parsed.GetValue(gpu) ? true : null,
                MaxConcurrentTasks = parsed.GetValue(tasks),
            };
            var request = new NodeRequest(
                parsed.GetRequiredValue(id), parsed.GetRequiredValue(hostname), parsed.GetValue(port), capabilities, parsed.GetValue(labels));
            var answer = await client.RegisterNodeAsync(request, cancellationToken);
            if (terminal.Json)
            {
                terminal.WriteJson(answer, InfernoJson.Readable.NodeRegistered);
            }
            else
            {
                terminal.WriteLine(answer.NodeId);
                terminal.Say(answer.Message ?? $"{answer.NodeId} registered");
            }

            return ExitCodes.Ok;
        });
    }
}
