using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>x + y</summary>
internal readonly struct AddOperator : IBinaryOperator
{
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Add(x, y, result);

    public static void Apply(ReadOnlySpan<float> x, float y, Span<float> result) => TensorPrimitives.Add(x, y, result);

    public static void Apply(float x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Add(y, x, result);
}

/// <summary>x − y</summary>
internal readonly struct SubtractOperator : IBinaryOperator
{
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Subtract(x, y, result);

    public static void Apply(ReadOnlySpan<float> x, float y, Span<float> result) => TensorPrimitives.Subtract(x, y, result);

    public static void Apply(float x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Subtract(x, y, result);
}

/// <summary>x · y</summary>
internal readonly struct MultiplyOperator : IBinaryOperator
{
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Multiply(x, y, result);

    public static void Apply(ReadOnlySpan<float> x, float y, Span<float> result) => TensorPrimitives.Multiply(x, y, result);

    public static void Apply(float x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Multiply(y, x, result);
}

/// <summary>x / y</summary>
internal readonly struct DivideOperator : IBinaryOperator
{
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Divide(x, y, result);

    public static void Apply(ReadOnlySpan<float> x, float y, Span<float> result) => TensorPrimitives.Divide(x, y, result);

    public static void Apply(float x, ReadOnlySpan<float> y, Span<float> result) => TensorPrimitives.Divide(x, y, result);
}
