using System.Reflection;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>Everything of ours that goes from process to process.</summary>
internal static class WireTypes
{
    private static readonly Assembly[] Assemblies = [typeof(DeploymentId).Assembly, typeof(Migration).Assembly];

    /// <summary>The messages: types that the serializer writes member by member.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
        [.. Types().Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsEnum).OrderBy(Alias, StringComparer.Ordinal)];

    /// <summary>Their enums, which travel as numbers and lie in columns as names.</summary>
    public static IReadOnlyList<Type> Enums { get; } =
        [.. Types().Where(type => type.IsEnum && type.Assembly == typeof(DeploymentId).Assembly).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The name on the wire.</summary>
    public static string Alias(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{type} has no alias.");

    /// <summary>The folder of the type: <c>CivicAngel</c>.</summary>
    public static string Room(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return type.Namespace!.Length == assembly.Length ? "Root" : type.Namespace[(assembly.Length + 1)..].Split('.')[0];
    }

    /// <summary>Its names with their numbers: <c>Silo=0,Pinned=1</c>.</summary>
    public static IReadOnlyList<string> Names(Type type) => [.. Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), null)}")];

    private static IEnumerable<Type> Types() => Assemblies.SelectMany(assembly => assembly.GetTypes());
}
