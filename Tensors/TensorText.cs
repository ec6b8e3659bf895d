using System.Globalization;
using System.Text;

namespace InfernoOrleans.Tensors;

/// <summary>The elements of a tensor in nested brackets, columns aligned, abbreviated where they are many.</summary>
internal sealed class TensorText(TensorShape shape, TensorText.Reader read)
{
    // As in NumPy.
    private const int MostElements = 1000;
    private const int Edge = 3;

    private readonly StringBuilder text = new();
    private readonly int[] indices = new int[shape.Rank];

    // The longest number, which a first pass finds.
    private int width;

    /// <summary>Reads an element.</summary>
    public delegate float Reader(ReadOnlySpan<int> indices);

    public override string ToString()
    {
        Write(0);
        text.Clear();
        Write(0);
        return text.ToString();
    }

    private void Write(int axis)
    {
        if (axis == shape.Rank)
        {
            string number = read(indices).ToString("G6", CultureInfo.InvariantCulture);
            width = Math.Max(width, number.Length);
            text.Append(number.PadLeft(width));
            return;
        }

        text.Append('[');
        bool abbreviated = shape.ElementCount > MostElements && shape[axis] > 2 * Edge;
        for (int i = 0; i < shape[axis]; i++)
        {
            if (i > 0)
            {
                Separate(axis);
            }

            if (abbreviated && i == Edge)
            {
                text.Append("...");
                i = shape[axis] - Edge - 1;
                continue;
            }

            indices[axis] = i;
            Write(axis + 1);
        }

        text.Append(']');
    }

    /// <summary>Rows stand below each other, with an empty line between matrices.</summary>
    private void Separate(int axis)
    {
        int lines = shape.Rank - 1 - axis;
        text.Append(lines == 0 ? ", " : ",").Append('\n', lines).Append(' ', lines == 0 ? 0 : axis + 1);
    }
}
