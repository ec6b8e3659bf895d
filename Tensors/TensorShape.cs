namespace InfernoOrleans.Tensors;

/// <summary>The extents of a row-major tensor of rank 0 (a scalar) to 4.</summary>
/// <remarks>An extent may be 0: such a tensor has no elements.</remarks>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    /// <summary>The highest rank that a shape can have.</summary>
    public const int MaxRank = 4;

    private readonly int first;
    private readonly int second;
    private readonly int third;
    private readonly int fourth;

    private TensorShape(ReadOnlySpan<int> extents)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extents.Length, MaxRank, nameof(extents));
        long count = 1;
        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
            count = checked(count * extent);
        }

        Rank = extents.Length;
        ElementCount = count;
        first = extents.Length > 0 ? extents[0] : 1;
        second = extents.Length > 1 ? extents[1] : 1;
        third = extents.Length > 2 ? extents[2] : 1;
        fourth = extents.Length > 3 ? extents[3] : 1;
    }

    /// <summary>The number of extents, 0 to 4.</summary>
    public int Rank { get; }

    /// <summary>The product of the extents; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>The extent at <paramref name="axis"/>.</summary>
    /// <param name="axis">0 to <see cref="Rank"/> − 1, or from the end: −1 is the last, −<see cref="Rank"/> the first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    public int this[int axis] => Normalize(axis) switch { 0 => first, 1 => second, 2 => third, _ => fourth };

    /// <summary>A shape of rank 1.</summary>
    /// <param name="length">The number of elements, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public static TensorShape Vector(int length) => new([length]);

    /// <summary>A shape of rank 2.</summary>
    /// <param name="rows">The number of rows, at least 0.</param>
    /// <param name="columns">The number of columns, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public static TensorShape Matrix(int rows, int columns) => new([rows, columns]);

    /// <summary>A shape of any rank up to 4; no extents make a scalar.</summary>
    /// <param name="extents">The extents, outermost first, each at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative or there are more than four.</exception>
    /// <exception cref="OverflowException">The product of the extents exceeds 64 bits.</exception>
    public static TensorShape Of(params ReadOnlySpan<int> extents) => new(extents);

    /// <summary>How many elements of a contiguous tensor lie between neighbours along an axis: the product of the extents after it.</summary>
    /// <param name="axis">As for the extent at an axis.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    /// <exception cref="OverflowException">The product exceeds 64 bits, which it can only where the shape has no elements.</exception>
    public long Stride(int axis)
    {
        long stride = 1;
        for (int after = Normalize(axis) + 1; after < Rank; after++)
        {
            stride = checked(stride * this[after]);
        }

        return stride;
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape other) =>
        Rank == other.Rank && first == other.first && second == other.second && third == other.third && fourth == other.fourth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, first, second, third, fourth);

    /// <summary>The extents as <c>[64, 32]</c>; a scalar is <c>[]</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => $"[{first}]",
        2 => $"[{first}, {second}]",
        3 => $"[{first}, {second}, {third}]",
        _ => $"[{first}, {second}, {third}, {fourth}]",
    };

    /// <summary>Whether rank and extents are the same.</summary>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Whether rank or extents differ.</summary>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary>The axis counted from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    internal int Normalize(int axis) =>
        axis >= -Rank && axis < Rank
            ? axis < 0 ? axis + Rank : axis
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"A tensor {this} has the axes 0 to {Rank - 1}, or −{Rank} to −1.");

    /// <summary>The shape with another extent at an axis.</summary>
    internal TensorShape With(int axis, int extent)
    {
        Span<int> extents = stackalloc int[MaxRank];
        CopyTo(extents);
        extents[axis] = extent;
        return new(extents[..Rank]);
    }

    /// <summary>The shape without an axis.</summary>
    internal TensorShape Without(int axis)
    {
        Span<int> extents = stackalloc int[MaxRank];
        CopyTo(extents);
        extents[(axis + 1)..].CopyTo(extents[axis..]);
        return new(extents[..(Rank - 1)]);
    }

    /// <summary>The shape of what two shapes broadcast to: aligned at the last axis, an extent of 1 (or a missing one) stretches.</summary>
    internal static bool TryBroadcast(TensorShape left, TensorShape right, out TensorShape result)
    {
        result = left;
        Span<int> extents = stackalloc int[MaxRank];
        int rank = Math.Max(left.Rank, right.Rank);
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int one = fromEnd <= left.Rank ? left[-fromEnd] : 1;
            int other = fromEnd <= right.Rank ? right[-fromEnd] : 1;
            if (one != other && one != 1 && other != 1)
            {
                return false;
            }

            extents[rank - fromEnd] = one == 1 ? other : one;
        }

        result = new(extents[..rank]);
        return true;
    }

    private void CopyTo(Span<int> extents)
    {
        extents[0] = first;
        extents[1] = second;
        extents[2] = third;
        extents[3] = fourth;
    }
}
