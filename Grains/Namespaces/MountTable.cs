using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>What is bound and mounted in a namespace: the union that is seen at each point. The algebra alone, which knows of no files.</summary>
internal sealed class MountTable
{
    private readonly Dictionary<TreePath, IReadOnlyList<UnionElement>> unions = [];

    /// <summary>How many elements there are at all points.</summary>
    public int Count => unions.Values.Sum(union => union.Count);

    /// <summary>What is bound and mounted, point by point.</summary>
    public IReadOnlyList<NamespaceBinding> Bindings =>
    [
        .. unions.OrderBy(union => union.Key.Text, StringComparer.Ordinal).SelectMany(union =>
            union.Value.Select((element, position) => new NamespaceBinding(element.Source.Text, union.Key.Text, position, element.Creates))),
    ];

    /// <summary>Makes the table of its rows, whose positions rise at each point.</summary>
    public static MountTable Of(IEnumerable<(TreePath Point, UnionElement Element)> rows)
    {
        var table = new MountTable();
        foreach (var point in rows.GroupBy(row => row.Point, row => row.Element))
        {
            table.unions[point.Key] = [.. point];
        }

        return table;
    }

    /// <summary>What is seen at a point, in the order in which names are looked for; null where it is only itself.</summary>
    public IReadOnlyList<UnionElement>? At(TreePath point) => unions.GetValueOrDefault(point);

    /// <summary>
    /// Binds what is seen at one place to a point. What is there already moves to its new place: to repeat a bind changes nothing.
    /// </summary>
    /// <param name="point">Where it is to be seen.</param>
    /// <param name="sources">What is to be seen: the elements of a union, or what is none by itself.</param>
    /// <param name="order">Where it goes. Before or after what is no union yet, that is the first element of the union.</param>
    /// <param name="creates">Whether files may be created in it.</param>
    /// <param name="options">How much there may be.</param>
    /// <exception cref="RefusedException">There would be too much; nothing is changed.</exception>
    public void Bind(TreePath point, IReadOnlyList<TreePath> sources, BindOrder order, bool creates, NamespaceOptions options)
    {
        UnionElement[] bound = [.. sources.Distinct().Select(source => new UnionElement(source, creates))];
        var present = order == BindOrder.Replace ? [] : (At(point) ?? [new UnionElement(point, Creates: false)]).Where(element => !sources.Contains(element.Source));
        UnionElement[] union = order == BindOrder.Before ? [.. bound, .. present] : [.. present, .. bound];
        if (union.Length > options.MaxUnion)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"The union would have {union.Length} directories; the most allowed are {options.MaxUnion}. Unmount one first.");
        }

        var count = Count - (At(point)?.Count ?? 0) + union.Length;
        if (count > options.MaxMounts)
        {
            throw new RefusedException(
                RefusalReason.NoRoom,
                $"There would be {count} binds and mounts in the namespace; the most allowed are {options.MaxMounts}. Unmount one first.");
        }

        Set(point, union);
    }

    /// <summary>Takes elements away from a point.</summary>
    /// <param name="point">Where.</param>
    /// <param name="sources">Which; null for all.</param>
    /// <returns>Whether any was there.</returns>
    public bool Unmount(TreePath point, IReadOnlyList<TreePath>? sources)
    {
        if (At(point) is not { } present)
        {
            return false;
        }

        UnionElement[] rest = sources is null ? [] : [.. present.Where(element => !sources.Contains(element.Source))];
        Set(point, rest);
        return rest.Length < present.Count;
    }

    /// <summary>A point at which there is nothing but itself is none.</summary>
    private void Set(TreePath point, UnionElement[] union)
    {
        if (union.Length == 0 || (union.Length == 1 && union[0].Source == point))
        {
            unions.Remove(point);
        }
        else
        {
            unions[point] = union;
        }
    }
}
