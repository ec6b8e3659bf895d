using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace InfernoOrleans.Tests.Deploy;

/// <summary>The settings of the programs, as their options classes declare them.</summary>
internal static class Settings
{
    // The framework's own, which have no options class here.
    private static readonly string[] Framework = ["AllowedHosts", "Logging:"];

    private static readonly Lazy<Dictionary<string, Type>> Sections = new(() => Programs()
        .SelectMany(program => program.GetTypes())
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)))
        .Where(options => options.Section is { IsLiteral: true })
        .GroupBy(options => (string)options.Section!.GetRawConstantValue()!)
        .ToDictionary(section => section.Key, section => section.First().Type));

    /// <summary>What is wrong with a setting and its value; null for nothing.</summary>
    /// <param name="name">As in the environment: <c>Storage__DataDirectory</c>.</param>
    /// <param name="value">Its text.</param>
    public static string? Fault(string name, string value)
    {
        var path = name.Split("__");
        if (Framework.Any(known => string.Join(':', path).StartsWith(known, StringComparison.Ordinal)))
        {
            return null;
        }

        if (!Sections.Value.TryGetValue(path[0], out var type))
        {
            return $"{name}: there is no section {path[0]}.";
        }

        foreach (var step in path[1..])
        {
            if (Member(type, step) is not { } member)
            {
                return $"{name}: {type.Name} has no {step}.";
            }

            type = Nullable.GetUnderlyingType(member) ?? member;
        }

        // An empty text is a setting that is left alone.
        return value.Length == 0 || type == typeof(string) || TypeDescriptor.GetConverter(type).IsValid(value) || IsEnum(type, value)
            ? null
            : $"{name}: '{value}' is no {type.Name}.";
    }

    private static bool IsEnum(Type type, string value) => type.IsEnum && Enum.TryParse(type, value, ignoreCase: true, out _);

    private static Type? Member(Type type, string step) =>
        type.IsAssignableTo(typeof(IDictionary))
            ? type.GenericTypeArguments[1]
            : type.GetProperty(step, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;

    private static IEnumerable<Assembly> Programs()
    {
        // The silo is a program of its own: it is loaded from where it was built.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        yield return Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "..", "..", "Silo", configuration, "InfernoOrleans.Silo.dll"));
        yield return Assembly.Load("InfernoOrleans.Gateway.Api");
        yield return Assembly.Load("InfernoOrleans.Grains");
    }
}
