using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace InfernoOrleans.Tests.Architecture;

/// <summary>Who may know whom.</summary>
public sealed class ReferenceMapTests
{
    private const string Prefix = "InfernoOrleans.";

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded = new(() => new ArchLoader()
        .LoadAssemblies(Assembly.Load("InfernoOrleans.Grains"), Assembly.Load("InfernoOrleans.Gateway.Api"))
        .Build());

    [Theory]
    [InlineData("Tensors")]
    [InlineData("NeuralNetworks", "Tensors")]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains", "Grains.Interfaces", "NeuralNetworks", "Tensors")]
    [InlineData("Silo", "Grains")]
    [InlineData("Gateway.Api", "Grains.Interfaces", "Grains")]
    [InlineData("Cli")]
    public void Assembly_Always_KnowsOnlyItsNeighbours(string assembly, params string[] allowed)
    {
        // Read, not loaded: Silo is a program of its own.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var file = Path.Combine(AppContext.BaseDirectory, "..", "..", assembly, configuration, $"{Prefix}{assembly}.dll");
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(file));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
        var known = metadata.AssemblyReferences
            .Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]);
        Assert.Empty(known.Except(allowed));
    }

    [Fact]
    public void Tensors_Always_UsesTheBaseLibraryOnly() => AssertUses("Tensors", "System.");

    [Fact]
    public void NeuralNetworks_Always_UsesTensorsAndTheBaseLibraryOnly() => AssertUses("NeuralNetworks", "System.", "InfernoOrleans.Tensors");

    [Fact]
    public void Gateway_OutsideItsHosting_KnowsGrainsByTheirInterfacesOnly() =>
        Check(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.Gateway\.Api(?!\.Hosting).*")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.(Grains(?!\.Interfaces)|NeuralNetworks|Tensors)")));

    [Theory]
    [InlineData("Deployments")]
    [InlineData("Models")]
    [InlineData("Inference")]
    public void Room_Always_MeetsOtherRoomsThroughGrainInterfacesOnly(string room)
    {
        string[] rooms = ["Deployments", "Models", "Inference"];
        var others = string.Join('|', rooms.Where(other => other != room));
        Check(Types().That().ResideInNamespaceMatching($@"^InfernoOrleans\.Grains\.{room}$")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^InfernoOrleans\.Grains\.({others})$")));
    }

    [Theory]
    [InlineData("Storage")]
    [InlineData("Weights")]
    [InlineData("Idempotency")]
    [InlineData("Placement")]
    public void Foundation_Always_KnowsNoRoom(string foundation) =>
        Check(Types().That().ResideInNamespaceMatching($@"^InfernoOrleans\.Grains\.{foundation}")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.Grains\.(Deployments|Models|Inference|Hosting)$")));

    [Fact]
    public void Placement_Always_CallsNoStorage() =>
        Check(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.Grains\.Placement")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.Grains\.Storage")));

    [Fact]
    public void Gateway_Always_SendsNoRequestContext() =>
        Check(Types().That().ResideInNamespaceMatching(@"^InfernoOrleans\.Gateway\.Api")
            .Should().NotDependOnAny(Types().That().HaveFullName("Orleans.Runtime.RequestContext")));

    private static void AssertUses(string assembly, params string[] prefixes) =>
        Assert.All(
            Assembly.Load(Prefix + assembly).GetReferencedAssemblies(),
            reference => Assert.Contains(prefixes, prefix => reference.Name!.StartsWith(prefix, StringComparison.Ordinal)));

    private static void Check(ArchUnitNET.Fluent.Syntax.Elements.Types.TypesShouldConjunction rule)
    {
        var violations = rule.Evaluate(Loaded.Value).Where(result => !result.Passed).Select(result => result.Description);
        Assert.Empty(violations);
    }
}
