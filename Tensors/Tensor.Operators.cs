namespace InfernoOrleans.Tensors;

/// <content>Operators. Each allocates its result in the ledger of its (left) tensor and throws what the method that it stands for throws.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>The sum in a new tensor: <see cref="Add(Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">The shapes don't broadcast.</exception>
    public static Tensor operator +(Tensor left, Tensor right) => Of(left).Add(right);

    /// <summary>The difference in a new tensor: <see cref="Subtract(Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">The shapes don't broadcast.</exception>
    public static Tensor operator -(Tensor left, Tensor right) => Of(left).Subtract(right);

    /// <summary>The product, element by element, in a new tensor: <see cref="Multiply(Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">The shapes don't broadcast.</exception>
    public static Tensor operator *(Tensor left, Tensor right) => Of(left).Multiply(right);

    /// <summary>The quotient in a new tensor: <see cref="Divide(Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">The shapes don't broadcast.</exception>
    public static Tensor operator /(Tensor left, Tensor right) => Of(left).Divide(right);

    /// <summary>A number added to every element, in a new tensor: <see cref="Add(float)"/>.</summary>
    public static Tensor operator +(Tensor tensor, float number) => Of(tensor).Add(number);

    /// <summary>A number added to every element, in a new tensor: <see cref="Add(float)"/>.</summary>
    public static Tensor operator +(float number, Tensor tensor) => Of(tensor).Add(number);

    /// <summary>A number subtracted from every element, in a new tensor.</summary>
    public static Tensor operator -(Tensor tensor, float number) => Of(tensor).Subtract(number);

    /// <summary>The multiple in a new tensor: <see cref="Scale(float)"/>.</summary>
    public static Tensor operator *(Tensor tensor, float factor) => Of(tensor).Scale(factor);

    /// <summary>The multiple in a new tensor: <see cref="Scale(float)"/>.</summary>
    public static Tensor operator *(float factor, Tensor tensor) => Of(tensor).Scale(factor);

    /// <summary>Every element divided by a number, in a new tensor.</summary>
    public static Tensor operator /(Tensor tensor, float divisor) => Of(tensor).Divide(divisor);

    /// <summary>Every element with the other sign, in a new tensor.</summary>
    public static Tensor operator -(Tensor tensor) => Of(tensor).Scale(-1);

    private static Tensor Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor;
    }
}
