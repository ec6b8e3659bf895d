using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace InfernoOrleans.Grains.Messages;

/// <summary>
/// About how many bytes a value takes in a message, rather more than fewer, without writing it: what blocks, texts and lists of them are made
/// of is added up, and what cannot be large counts as a constant. How to look at a type is found out once.
/// </summary>
internal static class MessageSize
{
    /// <summary>What surrounds a value: its type, its field, its length.</summary>
    private const int Frame = 16;

    /// <summary>What is no record of ours: an id, an address, a reference to a grain.</summary>
    private const int Small = 256;

    /// <summary>Orleans writes a block as its bytes, but one that may be missing byte by byte, each with a head.</summary>
    private const int BytesOfNullable = 2;

    private const int ShortText = 1_024;
    private const int MostBytesOfCharacter = 3;

    private static readonly ConcurrentDictionary<Type, Func<object, long>> measures = new();

    /// <summary>The bytes of a value.</summary>
    public static long Of(object? value) => value switch
    {
        null => Frame,
        string text => Frame + (text.Length <= ShortText ? text.Length * MostBytesOfCharacter : Encoding.UTF8.GetByteCount(text)),
        byte[] bytes => Frame + bytes.LongLength,
        ReadOnlyMemory<byte> bytes => Frame + bytes.Length,
        _ => measures.GetOrAdd(value.GetType(), MeasureOf)(value),
    };

    private static Func<object, long> MeasureOf(Type type)
    {
        if (Constant(type) is { } constant)
        {
            return _ => constant;
        }

        var members = Members(type);
        if (members is null)
        {
            return typeof(IEnumerable).IsAssignableFrom(type) ? MeasureOfList(type) : _ => Small;
        }

        var fixedPart = Frame + members.Sum(member => Constant(TypeOf(member)) ?? 0);
        Func<object, long>[] varying = [.. members.Where(member => Constant(TypeOf(member)) is null).Select(Measure)];
        return value =>
        {
            var sum = fixedPart;
            foreach (var measure in varying)
            {
                sum += measure(value);
            }

            return sum;
        };
    }

    private static Func<object, long> MeasureOfList(Type type)
    {
        // Lists of numbers are as long as their count says.
        var each = type.GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } list
            ? Constant(list.GetGenericArguments()[0])
            : null;
        return value =>
        {
            if (each is { } constant && value is ICollection collection)
            {
                return Frame + (collection.Count * constant);
            }

            long sum = Frame;
            foreach (var item in (IEnumerable)value)
            {
                sum += Of(item);
            }

            return sum;
        };
    }

    /// <summary>What Orleans writes of a type; null for a type that it does not write member by member.</summary>
    private static MemberInfo[]? Members(Type type)
    {
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.IsAssignableTo(typeof(ITuple))))
        {
            return [.. type.GetProperties().Where(property => property.GetIndexParameters().Length == 0), .. type.GetFields(BindingFlags.Public | BindingFlags.Instance)];
        }

        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return null;
        }

        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var members = new List<MemberInfo>();
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            members.AddRange(at.GetProperties(Declared).Where(property => property.CanRead).Concat<MemberInfo>(at.GetFields(Declared))
                .Where(member => member.IsDefined(typeof(IdAttribute), inherit: false)));
        }

        return [.. members];
    }

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static Func<object, long> Measure(MemberInfo member)
    {
        Func<object, object?> read = member is PropertyInfo property ? property.GetValue : ((FieldInfo)member).GetValue;
        return TypeOf(member) == typeof(ReadOnlyMemory<byte>?)
            ? value => Frame + ((read(value) as ReadOnlyMemory<byte>?)?.Length ?? 0L) * BytesOfNullable
            : value => Of(read(value));
    }

    /// <summary>The bytes of any value of a type that holds nothing of varying length; null for another type.</summary>
    private static long? Constant(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(CancellationToken) ? Frame
            : plain.IsValueType && !plain.ContainsGenericParameters ? (long?)constantOf.MakeGenericMethod(plain).Invoke(null, null)
            : null;
    }

    private static readonly MethodInfo constantOf = typeof(MessageSize).GetMethod(nameof(ConstantOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Numbers are written in seven bits a byte, and each with the head of its field.</summary>
    private static long? ConstantOf<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? null : Frame + (2L * Unsafe.SizeOf<T>());
}
