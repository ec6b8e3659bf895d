using System.Reflection;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>A member of a message, by the number that it has on the wire.</summary>
internal sealed record WireMember(uint Id, PropertyInfo Property)
{
    public static IReadOnlyList<WireMember> Of(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(property => (Property: property, Id: property.GetCustomAttribute<IdAttribute>()))
            .Where(found => found.Id is not null).Select(found => new WireMember(found.Id!.Id, found.Property)).OrderBy(member => member.Id),
    ];

    /// <summary>Those of a record that is stored as JSON, by name.</summary>
    public static IReadOnlyList<WireMember> OfJson(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite).Select(property => new WireMember(0, property))];

    public static string Numbers(Type type) => string.Join(',', Of(type).Select(member => member.Id));

    public object? Get(object value) => Property.GetValue(value);

    /// <summary>Sets it whether or not the type lets others do so.</summary>
    public void Set(object target, object? value)
    {
        if (Property.SetMethod is { } setter)
        {
            setter.Invoke(target, [value]);
            return;
        }

        Property.DeclaringType!.GetField($"<{Property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(target, value);
    }
}
