using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace InfernoOrleans.Tests.Deploy;

/// <summary>What can be said of the compose file and the images without an engine; deploy/test/compose-test.sh does the rest with one.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string[] Ours = ["silo", "gateway"];
    private static readonly Dictionary<string, object> Compose = Load("docker-compose.yml");

    public static TheoryData<string> Services => [.. Map(Compose["services"]).Keys];

    public static TheoryData<string> Dockerfiles => [.. Ours.Select(program => $"deploy/docker/{program}.Dockerfile")];

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Always_IsBoundedAndMayBeScaled(string name)
    {
        var service = Service(name);

        Assert.False(service.ContainsKey("container_name"), "A fixed name cannot be scaled.");
        Assert.Contains("no-new-privileges:true", List(service["security_opt"]));
        Assert.Equal("20m", Map(Map(service["logging"])["options"])["max-size"]);
        if (name != "secrets")
        {
            Assert.Equal("unless-stopped", service["restart"]);
            Assert.Matches(@"^(\$\{INFERNO_[A-Z]+_MEMORY:-1g\}|512m)$", (string)service["mem_limit"]);
        }
    }

    [Theory]
    [InlineData("silo", "deploy/docker/silo.Dockerfile")]
    [InlineData("gateway", "deploy/docker/gateway.Dockerfile")]
    public void Service_OfOurs_IsBuiltHereAndConfined(string name, string dockerfile)
    {
        var service = Service(name);

        Assert.Equal(dockerfile, Map(service["build"])["dockerfile"]);
        Assert.Equal("true", service["read_only"]);
        Assert.Equal(["ALL"], List(service["cap_drop"]));
        Assert.All(Map(service["depends_on"]).Values, condition => Assert.Equal("service_healthy", Map(condition)["condition"]));
        Assert.Equal("40s", service["stop_grace_period"]);
    }

    [Fact]
    public void Ports_AreOnlyTheGateways_AndPrometheusOnTheMachineItself()
    {
        var published = Map(Compose["services"]).Keys.Where(name => Service(name).ContainsKey("ports")).ToArray();

        Assert.Equal(["gateway", "prometheus"], published.Order(StringComparer.Ordinal));
        Assert.All(List(Service("prometheus")["ports"]), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(["observability"], List(Service("prometheus")["profiles"]));
        Assert.Equal("true", Map(Map(Compose["networks"])["cluster"])["internal"]);
        Assert.Equal(["cluster"], List(Service("silo")["networks"]));
        Assert.Equal(["cluster"], List(Service("postgres")["networks"]));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Environment_OfAService_HoldsSettingsThatThereAreAndNoSecrets(string name)
    {
        var environment = Service(name).TryGetValue("environment", out var found) ? Map(found) : [];

        foreach (var (setting, value) in environment)
        {
            var text = Default((string)value);
            if (Ours.Contains(name))
            {
                Assert.Null(Deploy.Settings.Fault(setting, text));
            }

            Assert.False(
                SecretName().IsMatch(setting.Split("__")[^1]) && !setting.EndsWith("File", StringComparison.OrdinalIgnoreCase) && text.Length > 0,
                $"{setting} holds a secret.");
        }

        Assert.DoesNotContain("Password=", string.Join(' ', environment.Values), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Image_Always_RunsAsNobodyInParticularAndChecksItself(string dockerfile)
    {
        var final = Repository.Read(dockerfile)[StageOfBuild(dockerfile).Length..];

        Assert.Contains("\nUSER $APP_UID\n", final, StringComparison.Ordinal);
        Assert.Matches(@"\nHEALTHCHECK [^\n]*CMD \[""dotnet"", ""InfernoOrleans\.[A-Za-z.]+\.dll"", ""healthcheck""", final);
        Assert.Contains("org.opencontainers.image.licenses", final, StringComparison.Ordinal);
        foreach (Match setting in DockerSetting().Matches(final))
        {
            Assert.Null(Deploy.Settings.Fault(setting.Groups[1].Value, setting.Groups[2].Value));
        }
    }

    [Fact]
    public void Images_Always_ShareTheStageThatBuilds() =>
        Assert.Single(Ours.Select(program => StageOfBuild($"deploy/docker/{program}.Dockerfile")).Distinct());

    [Fact]
    public void Variables_OfTheExample_AreThoseOfTheFileWithTheirDefaults()
    {
        var used = Variable().Matches(Repository.Read("docker-compose.yml"))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Distinct().ToArray();
        var shown = ExampleVariable().Matches(Repository.Read(".env.example"))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToArray();

        Assert.NotEmpty(used);
        Assert.Equal(used.Order(), shown.Order());
    }

    [Fact]
    public void ContextOfTheBuild_Always_HoldsTheProjectsThatAreBuiltAndNothingElse()
    {
        var allowed = Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();

        Assert.Subset(allowed.ToHashSet(), new HashSet<string> { "Silo", "Gateway.Api", "Grains", "Grains.Interfaces", "NeuralNetworks", "Tensors", "Directory.Packages.props" });
        Assert.All(allowed, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{path} is not there."));
    }

    private static Dictionary<string, object> Service(string name) => Map(Map(Compose["services"])[name]);

    private static string StageOfBuild(string dockerfile)
    {
        var text = Repository.Read(dockerfile);
        return text[..text.IndexOf("\nFROM mcr.microsoft.com/dotnet/aspnet", StringComparison.Ordinal)];
    }

    private static Dictionary<string, object> Load(string path)
    {
        using var reader = new StringReader(Repository.Read(path));
        var document = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(reader)))!;
        return Map(document);
    }

    private static Dictionary<string, object> Map(object value) =>
        ((Dictionary<object, object>)value).ToDictionary(each => (string)each.Key, each => each.Value);

    private static string[] List(object value) => [.. ((List<object>)value).Cast<string>()];

    private static string Default(string value) => Variable().Replace(value, "$2");

    [GeneratedRegex(@"\$\{([A-Z_]+):-([^}]*)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("^#?([A-Z_]+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex ExampleVariable();

    [GeneratedRegex("PASSWORD|SECRET|KEY|TOKEN", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^ *(?:ENV )?([A-Z][A-Za-z]+(?:__[A-Za-z]+)+)=(\S*)", RegexOptions.Multiline)]
    private static partial Regex DockerSetting();
}
