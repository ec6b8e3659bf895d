using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using InfernoOrleans.Benchmarks;
using InfernoOrleans.Benchmarks.CivicAngel;
using InfernoOrleans.Benchmarks.Cluster;
using InfernoOrleans.Benchmarks.Execute;
using InfernoOrleans.Benchmarks.Kernels;
using InfernoOrleans.Benchmarks.Memory;
using InfernoOrleans.Benchmarks.Networks;
using InfernoOrleans.Benchmarks.Overload;
using InfernoOrleans.Benchmarks.Placement;
using InfernoOrleans.Benchmarks.Tasks;
using InfernoOrleans.Benchmarks.VirtualMachine;

return args switch
{
    ["--help" or "-h"] or [_, "--help" or "-h"] => Usage(Console.Out, 0),
    ["execute", .. var options] => await ExecuteScenario.RunAsync(options),
    ["hops", .. var options] => await HopScenario.RunAsync(options),
    ["kernels", .. var options] when ScenarioOptions.Parse(options) is { } parsed => await KernelScenario.RunAsync(parsed),
    ["mlp", .. var options] when ScenarioOptions.Parse(options) is { } parsed => await MlpScenario.RunAsync(parsed),
    ["placement", .. var options] => await PlacementScenario.RunAsync(options),
    [BusySilo.Scenario, .. var options] => await BusySilo.RunAsync(options),
    ["tasks", "--makespan", ..] => MakespanScenario.Run(),
    ["tasks", .. var options] => await TaskScenario.RunAsync(options),
    ["angel", .. var options] => await AngelScenario.RunAsync(options),
    ["many", .. var options] => await ManyScenario.RunAsync(options),
    ["shares", .. var options] => await SharesScenario.RunAsync(options),
    ["slow", .. var options] => await SlowScenario.RunAsync(options),
    ["overload", .. var options] => await OverloadScenario.RunAsync(options),
    ["memory"] => MemoryScenario.Run(),
    ["bdn", .. var options] => RunBenchmarks(options),
    ["bare"] => await BareEndpoint.RunAsync(),
    _ => Usage(Console.Error, 2),
};

static int RunBenchmarks(string[] options)
{
    // In this process: a process for each benchmark would be built from a project that is named like the assembly.
    var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(options is [] ? ["--filter", "*"] : options, config);
    return 0;
}

static int Usage(TextWriter to, int status)
{
    to.WriteLine(
        """
        usage: dotnet run -c Release --project Benchmarks -- SCENARIO

          execute [--rounds 3] [--seconds 4]   requests/s and latency of execute through the embedded node, through a gateway with a
                                               silo process, and through a gateway with three silos and PostgreSQL, beside a bare
                                               Kestrel endpoint that parses and writes the same JSON; interleaved rounds, 1 and 16
                                               connections; needs wrk and PostgreSQL's programs
          hops [--rounds 3] [--seconds 4]      calls/s and latency of a replica on the silo that a client is connected to, and of one
                                               behind it; needs PostgreSQL's programs
          kernels [OPTIONS]                    products with packed weights of each dtype beside ONNX Runtime, OpenBLAS (if the
                                               system has it), MathNet.Numerics and a loop of TensorPrimitives.Dot, in
                                               interleaved rounds: GF/s, share of the measured peak, ratio to each peer and to
                                               our FP32 and one-thread forms, and to what as many threads reach together that compute
                                               products of their own; then exp, sigmoid, tanh and softmax
          mlp [OPTIONS]                        784-128-64-10 and 1024-4096-4096-1000 at batch 1 to 512 beside ONNX Runtime and, with
                                               more threads, beside one
          memory                               bytes of packed weights of each dtype, counted and resident (Linux)
          bdn [BENCHMARKDOTNET OPTIONS]        single kernels under BenchmarkDotNet, such as bdn --filter '*Product*'
          placement [--silos 16] [--activations 1000] [--seed 1]
                                               where activations end up, simulated over unlike silos with late reports: our choice
                                               beside chance, imitations of two of the runtime's policies and an oracle
          placement --real [--activations 300] [--deployments 60] [--rounds 3] [--busy 1]
                                               on three silo processes with PostgreSQL, of which one computes with that many threads
                                               all the time: the share of new activations that it gets by our choice and by Orleans'
                                               own strategies, and of new deployments; needs PostgreSQL's programs
          tasks [--queued 1000,100000,1000000] [--target embedded,postgres] [--silos 1]
                                               tasks/s accepted in batches of 100 and completed, at each length of the queue, by the
                                               embedded node and by a gateway with silos and PostgreSQL; needs PostgreSQL's programs
          tasks --makespan                     how long three nodes of unlike slots take for 1,000 tasks of unlike lengths, as a
                                               multiple of the least that is possible; our scheduler in simulated time
          angel [--activations 10000] [--memories 1000000] [--silos 3] [--target embedded|postgres]
                                               activations/s and latency from 16 connections, and whether all is remembered; what a
                                               recall costs among a thousand memories and among many, interleaved; by the embedded
                                               node and by a gateway with silos and PostgreSQL; needs PostgreSQL's programs

          many [--deployments 10,100,1000,10000]
                                               what a deployment costs in time and memory where there are that many of one small model
                                               on an embedded node, and how long it takes to list, read and execute them
          shares [--rounds 3] [--seconds 5]    how two busy deployments of weights 1 and 3 share the processors of an embedded node
          slow [--connections 500] [--rounds 5] [--seconds 8]
                                               latency of a client of an embedded node alone, and beside connections that send a byte a
                                               second, half of them in the headers and half in the body of an execute; interleaved
                                               rounds, node and sender on a processor each (taskset)
          overload [--rows 1|64] [--seconds 60]
                                               executes answered in time and resident memory of an embedded node with 16 to 512
                                               connections that send without pause, and after it with 16 again; one row of 64 numbers,
                                               or 64 rows of 784 (301 kB); node and sender on a processor each (taskset)

        OPTIONS (of kernels and mlp)
          --quick          fewer cases and rounds
          --json FILE      write the results as JSON, too
          --only A,B       only cases whose name holds one of these, such as 8x1024x1024, "INT4 1t" or functions
          --threads 1,2    the numbers of threads to run each case with
        """);
    return status;
}
