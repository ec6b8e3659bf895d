using System.Text.Json;

namespace InfernoOrleans.Tests.Cli;

/// <summary>What the command line makes of its words before anything runs.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("list --url ftp://host", "http or https")]
    [InlineData("list --timeout 0", "from 0.001 to 60")]
    [InlineData("list --timeout 61", "from 0.001 to 60")]
    [InlineData("deploy name", "--model MODEL, or --type")]
    [InlineData("deploy name --hidden 3", "--model MODEL, or --type")]
    [InlineData("deploy name --model digits --seed 3", "leave out --seed")]
    [InlineData("deploy name --agent emergent-1 --model digits --dtype INT8 --seed 3", "leave out --model, --dtype, --seed")]
    [InlineData("deploy name --hand Song --lens the-edge --type mlp", "leave out --type")]
    [InlineData("deploy name --dtype INT8", "--model MODEL, or --type")]
    [InlineData("deploy name --type transformer", "'transformer'")]
    [InlineData("deploy name --type mlp --input none", "--input takes a number")]
    [InlineData("deploy name --type mlp --hidden 3,-1", "--hidden takes sizes")]
    [InlineData("deploy name --step model=a --model b", "leave out --model")]
    [InlineData("deploy name --step model=a --type mlp", "leave out --type")]
    [InlineData("deploy name --step model=a --task data", "leave out --task")]
    [InlineData("deploy name --step model=a --service file.json", "in one way")]
    [InlineData("deploy name --step model=", "not 'model='")]
    [InlineData("deploy name --step scale=x", "not 'scale=x'")]
    [InlineData("deploy name --service /no/such/file", "/no/such/file")]
    [InlineData("deploy name --every 60s", "--task with data, inference or agent")]
    [InlineData("deploy name --task data --every 60", "not '60'")]
    [InlineData("deploy name --task data --every 60s --cron x", "in one way")]
    [InlineData("deploy name --task data --time-zone UTC", "--time-zone is for --cron")]
    [InlineData("deploy name --task data --agent emergent-1", "leave out --agent")]
    [InlineData("deploy name --task data --dtype INT8", "leave out --dtype")]
    [InlineData("deploy name --task /no/such/file", "/no/such/file")]
    [InlineData("deploy name --task task.json --data 1", "leave out --data")]
    [InlineData("deploy name --model a --backoff 0", "from 1 to 3600000")]
    [InlineData("echo stop >", "One file follows '>'")]
    [InlineData("runs", "'runs'")]
    [InlineData("runs deploy-1 --limit 0", "from 1 to 1000")]
    [InlineData("execute deploy-1", "in one way")]
    [InlineData("execute deploy-1 - --data 1", "in one way")]
    [InlineData("execute deploy-1 --file /no/such/file", "/no/such/file")]
    [InlineData("models import /no/such/file", "/no/such/file")]
    [InlineData("models build --input 3", "--type")]
    [InlineData("rm", "'rm'")]
    [InlineData("up --host example.com", "an IP address, localhost, or *")]
    [InlineData("up --host 0.0.0.0 --insecure --require-keys", "either --require-keys or --insecure")]
    [InlineData("up --port 65536", "from 1 to 65535")]
    [InlineData("cluster up --silos 0", "from 1 to 16")]
    [InlineData("cluster up --port 65536", "from 0 to 65535")]
    [InlineData("cluster up --host 127.0.0.1:80", "an IP address, localhost, or *")]
    [InlineData("cluster up --insecure --require-keys", "either --require-keys or --insecure")]
    [InlineData("cluster kill", "'kill'")]
    [InlineData("run-apart --as root -- true", "NAME:USER:GROUP")]
    [InlineData("demo --rows none", "--rows takes a number")]
    [InlineData("demo --connections 0", "from 1 to 1024")]
    [InlineData("submit", "--type KIND with its numbers, or --file FILE")]
    [InlineData("submit --data 1", "--type KIND with its numbers, or --file FILE")]
    [InlineData("submit --type service", "'service'")]
    [InlineData("submit --file tasks.json -", "--type KIND with its numbers, or --file FILE")]
    [InlineData("submit --file tasks.json --type data --priority 3", "leave out --type, --priority")]
    [InlineData("submit --file /no/such/file", "/no/such/file")]
    [InlineData("submit --type data --data 1 --input rows.csv", "in one way")]
    [InlineData("submit --type data --data 1,x", "'x' is not a finite number")]
    [InlineData("submit --type data --data 1 --op scale=x", "not 'scale=x'")]
    [InlineData("submit --type data --data 1 --op abs=2", "not 'abs=2'")]
    [InlineData("submit --type data --data 1 --op clamp=1", "not 'clamp=1'")]
    [InlineData("submit --type tensor --tensor 1,2", "not '1,2'")]
    [InlineData("submit --type tensor --tensor 2xa:1,2", "not '2xa:1,2'")]
    [InlineData("submit --type tensor --tensor 2:1,b", "not '2:1,b'")]
    [InlineData("submit --type data --data 1 --priority 11", "from -10 to 10")]
    [InlineData("submit --type data --data 1 --max-attempts 0", "from 1 to 10")]
    [InlineData("submit --type data --data 1 --label zone", "not 'zone'")]
    [InlineData("submit --type data --data 1 --label a=1 --label a=2", "--label a is given more than once")]
    [InlineData("tasks --limit 0", "from 1 to 1000000")]
    [InlineData("tasks --wait", "--wait is for one task")]
    [InlineData("tasks --output a.npy", "--output is for one task")]
    [InlineData("tasks task-1 --status Failed", "--status is for the list")]
    [InlineData("tasks task-1 --output a.npy --wait", "either --wait or --output")]
    [InlineData("cancel", "'cancel'")]
    [InlineData("drain", "'drain'")]
    [InlineData("nodes rm", "'rm'")]
    [InlineData("nodes add node-1 --hostname h --port 1 --cores 1", "--memory")]
    [InlineData("nodes add node-1 --hostname h --port 0 --cores 1 --memory 1", "from 1 to 65535")]
    [InlineData("keys", "inferno keys --help")]
    [InlineData("keys create ci", "--role")]
    [InlineData("keys create ci --role root", "'root'")]
    [InlineData("keys revoke", "'revoke'")]
    [InlineData("audit --limit 0", "from 1 to 1000000")]
    [InlineData("list --key-file /no/such/file", "/no/such/file")]
    [InlineData("demo --url http://localhost:1 --key-file /no/such/file", "/no/such/file")]
    [InlineData("angel", "inferno angel --help")]
    [InlineData("angel activate", "'activate'")]
    [InlineData("angel activate about --depth 4", "from 0 to 3")]
    [InlineData("angel activate about --data 1,x", "'x' is not a finite number")]
    [InlineData("angel gesture compute about --data 1 --file row.json", "in one way")]
    [InlineData("angel agents emergent-1 --type emergent", "Give one of an id, --type and --hand")]
    [InlineData("angel agents --hand mirror --type emergent", "Give one of an id, --type and --hand")]
    [InlineData("angel memories mirror --limit 0", "from 1 to 1000000")]
    [InlineData("angel dialogue topic", "--agents")]
    [InlineData("angel dialogue topic --agents a,b --turns 65", "from 1 to 64")]
    [InlineData("angel bind emergent-1", "'bind'")]
    [InlineData("cat", "'cat'")]
    [InlineData("mkdir", "'mkdir'")]
    [InlineData("bind /a", "'bind'")]
    [InlineData("mount -a -b /a /b", "-a is after and -b before")]
    [InlineData("unmount /a /b /c", "'/c'")]
    [InlineData("echo stop > /x --to /y", "in one way")]
    [InlineData("sh -c ls commands.rc", "in one way")]
    [InlineData("sh /no/such/file", "/no/such/file")]
    public async Task CommandLine_WrongUsage_Exits2AndSaysWhyOnStandardError(string line, string reason)
    {
        var run = await CommandRun.OfAsync(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task CommandLine_WrongUsageWithJson_PrintsOneProblemOnStandardOutput()
    {
        var run = await CommandRun.OfAsync("deploy", "name", "--json");

        using var problem = JsonDocument.Parse(run.Output);
        Assert.Equal(2, run.ExitCode);
        Assert.False(problem.RootElement.GetProperty("success").GetBoolean());
        Assert.Contains("--model", problem.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("")]
    public async Task CommandLine_RootHelp_ListsCommandsAndExitCodes(string line)
    {
        var run = await CommandRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("inferno [command] [options]", run.Output, StringComparison.Ordinal);
        Assert.All(
            [
                "up", "cluster", "demo", "deploy", "execute", "list", "show", "stats", "stop", "start", "rm", "models", "submit", "tasks", "runs", "cancel", "nodes", "drain", "keys", "audit",
                "angel",
                "ls", "cat", "echo", "mkdir", "bind", "mount", "unmount", "ns", "sh",
            ],
            command => Assert.Matches($@"(?m)^  {command}\b", run.Output));
        Assert.DoesNotContain("run-apart", run.Output, StringComparison.Ordinal);
        Assert.Contains("3    cannot reach the server", run.Output, StringComparison.Ordinal);
        Assert.Contains("INFERNO_KEY ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", "[default: 127.0.0.1]", "[default: 8080]", "[default: ./.inferno]", "--insecure", "--require-keys")]
    [InlineData("keys", "create <NAME>", "list", "revoke <ID>", "Examples:", "inferno keys create ci --role operator >ci.key")]
    [InlineData("keys create", "--role <reader|operator|admin> (REQUIRED)", "--key-file <FILE>", "INFERNO_KEY")]
    [InlineData("audit", "[default: 100]")]
    [InlineData("cluster", "up", "status", "add", "kill <NAME>", "down", "top")]
    [InlineData("cluster up", "--host <ADDRESS>", "--insecure", "--require-keys", "[default: 3]", "[default: 8080]", "[default: ./.inferno-cluster]", "INFERNO_POSTGRES")]
    [InlineData("cluster kill", "silo-1, gateway or postgres", "--data <FOLDER>")]
    [InlineData("cluster top", "--once", "--server, --url <URL>")]
    [InlineData("demo", "[default: all]", "[default: 4]", "--json")]
    [InlineData("submit", "--wait", "--task-timeout <SECONDS>", "Examples:", "inferno submit --file tasks.ndjson --wait")]
    [InlineData("tasks", "[default: 100]", "Examples:", "inferno tasks task-7 --output result.npy")]
    [InlineData("deploy", "--agent <ID>", "--hand <HAND>", "--step <STEP>", "--task <KIND|FILE>", "--cron <EXPRESSION>", "Examples:")]
    [InlineData("runs", "<ID>", "[default: 20]")]
    [InlineData(
        "angel", "info", "agents <ID>", "activate <DESCRIPTION>", "gesture <GESTURE> <DESCRIPTION>", "memories <TRIGGER>", "dialogue <TOPIC>", "lifecycle",
        "advance", "dream", "bind <AGENT> <DEPLOYMENT>", "unbind <AGENT>", "topology", "events", "Examples:")]
    [InlineData("angel activate", "--depth <0..3>", "--agent <ID>", "--data <NUMBERS>", "Examples:")]
    [InlineData("angel dialogue", "--agents <ID,ID…> (REQUIRED)", "--turns <1..64>", "Ctrl-C ends the dialogue")]
    [InlineData("nodes", "add <ID>", "activate <ID>", "rm <ID>", "Examples:")]
    [InlineData("ls", "-l", "-p, --process <PROCESS>", "Examples:", "inferno ls / -p proc-3")]
    [InlineData("echo", "--to <PATH>", "Examples:", "inferno echo stop --to /models/digits/ctl")]
    [InlineData("mount", "-a", "-b", "-c", "Examples:", "inferno mount '#models/deploy-3' /models/digits -p proc-7")]
    [InlineData("unmount", "Examples:")]
    [InlineData("ns", "Examples:")]
    [InlineData("rm", "<ID|PATH>", "Examples:")]
    [InlineData("sh", "-c <COMMANDS>", "Examples:", "inferno sh <commands.rc")]
    [InlineData("models import", "<FILE>", "--name <NAME>", "--timeout <SECONDS>")]
    public async Task CommandLine_CommandHelp_ShowsDefaults(string command, params string[] expected)
    {
        var run = await CommandRun.OfAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.All(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("Exit codes", run.Output, StringComparison.Ordinal);
    }
}
