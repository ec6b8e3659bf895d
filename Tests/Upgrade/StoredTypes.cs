using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Storage;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// What lies in columns as JSON: whatever the code of the silos gives to the serializer of JSON, directly or as the answer to remember
/// for an idempotency key. Found in the compiled code, so that none is forgotten.
/// </summary>
internal static class StoredTypes
{
    private static readonly System.Reflection.Assembly Code = typeof(Migration).Assembly;

    /// <summary>Those of a node, for which there is no type.</summary>
    private static readonly Type Labels = typeof(Dictionary<string, string>);

    public static IReadOnlyList<JsonTypeInfo> All { get; } = [.. Find().OrderBy(Name, StringComparer.Ordinal)];

    /// <summary>Without the place of the type, which may move.</summary>
    public static string Name(JsonTypeInfo stored) => stored.Type == Labels ? "Labels" : stored.Type.Name;

    private static IEnumerable<JsonTypeInfo> Find()
    {
        using var module = ModuleDefinition.ReadModule(Code.Location);
        var calls = module.GetTypes().Where(type => type.Name != nameof(JsonGrainStateSerializer)).SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions).Where(instruction => instruction.OpCode == OpCodes.Call || instruction.OpCode == OpCodes.Callvirt)
            .Select(instruction => instruction.Operand).OfType<GenericInstanceMethod>().ToArray();
        var remembered = TypesOf(calls, nameof(IdempotencyTable));
        var serialized = TypesOf(calls, nameof(JsonSerializer));
        return remembered.Select(JsonSerializerOptions.Default.GetTypeInfo)
            .Concat(serialized.Except(remembered).Select(type => ContextOf(type)?.GetTypeInfo(type) ?? JsonSerializerOptions.Default.GetTypeInfo(type)));
    }

    /// <summary>Contexts have generated code that writes the parts of what is stored: numbers, enums.</summary>
    private static Type[] TypesOf(IEnumerable<GenericInstanceMethod> calls, string owner) =>
    [
        .. calls.Where(call => call.DeclaringType.Name == owner).Select(call => call.GenericArguments.Single())
            .Where(type => type is not GenericParameter).Select(type => type.FullName).Distinct().Select(Load)
            .Where(type => type == Labels || (type.IsClass && type.Namespace!.StartsWith(nameof(InfernoOrleans), StringComparison.Ordinal))),
    ];

    /// <summary>Cecil's names are <c>Outer/Inner</c> and <c>Name`1&lt;Argument&gt;</c>.</summary>
    private static Type Load(string name)
    {
        if (name.IndexOf('<', StringComparison.Ordinal) is var open and > 0)
        {
            return Load(name[..open]).MakeGenericType([.. name[(open + 1)..^1].Split(',').Select(Load)]);
        }

        var path = name.Replace('/', '+');
        return AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(path)).OfType<Type>().First();
    }

    private static JsonSerializerContext? ContextOf(Type type) => (JsonSerializerContext?)Code.GetTypes()
        .FirstOrDefault(context => context.IsSubclassOf(typeof(JsonSerializerContext)) && context.CustomAttributes.Any(attribute =>
            attribute.AttributeType == typeof(JsonSerializableAttribute) && (Type?)attribute.ConstructorArguments[0].Value == type))
        ?.GetProperty("Default")!.GetValue(null);
}
