using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace InfernoOrleans.Tests.Hosting;

public sealed class ClusterOptionsTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void PasswordFile_WithAConnectionString_CompletesIt()
    {
        var options = Read(("ConnectionString", "Host=127.0.0.1;Username=inferno"), ("PasswordFile", Write("s;e'c ret\n")));

        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Assert.Equal("s;e'c ret", connection.Password);
        Assert.Equal("inferno", connection.Username);
        Assert.Equal(ClusterMode.Postgres, options.Mode);
    }

    [Fact]
    public void PasswordFile_ThatIsEmpty_IsRefused() =>
        Assert.Contains("it is empty", Fault(("ConnectionString", "Host=127.0.0.1"), ("PasswordFile", Write(" \n"))), StringComparison.Ordinal);

    [Fact]
    public void PasswordFile_ThatIsMissing_IsRefusedByName() =>
        Assert.Contains("/not/here", Fault(("ConnectionString", "Host=127.0.0.1"), ("PasswordFile", "/not/here")), StringComparison.Ordinal);

    [Fact]
    public void PasswordFile_WithoutAConnectionString_IsRefused() =>
        Assert.Contains("Cluster:ConnectionString", Fault(("PasswordFile", Write("secret"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1")]
    [InlineData("Host=127.0.0.1:1,192.0.2.1")]
    [InlineData("Host=/var/run/postgresql")]
    public void Address_Automatic_IsTheOneThatReachesTheDatabase(string connectionString) =>
        Assert.Equal("127.0.0.1", Read(("ConnectionString", connectionString), ("Address", "auto")).Address);

    [Fact]
    public void Address_AutomaticWithADatabaseThatNobodyKnows_IsRefused() =>
        Assert.Contains("Cluster:Address is auto", Fault(("ConnectionString", "Host=no-such-host.invalid"), ("Address", "auto")), StringComparison.Ordinal);

    [Fact]
    public void SiloName_Automatic_IsThatOfTheMachine()
    {
        var name = Read(("SiloName", "auto")).SiloName;

        Assert.StartsWith($"silo-{Environment.MachineName}"[..Math.Min(63, Environment.MachineName.Length + 5)], name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 6, 63);
    }

    private static ClusterOptions Read(params (string Name, string Value)[] settings) => ClusterOptions.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{ClusterOptions.Section}:{setting.Name}", (string?)setting.Value)))
        .Build());

    private static string Fault(params (string Name, string Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Read(settings)).Message;

    private string Write(string text)
    {
        var path = Path.Combine(folder.Path, "password");
        File.WriteAllText(path, text);
        return path;
    }
}
