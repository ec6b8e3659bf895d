using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;

namespace InfernoOrleans.Tensors;

/// <content>Normalization.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>Each row to mean 0 and variance 1, times a weight plus a bias for each feature, in a new tensor (arXiv:1607.06450).</summary>
    /// <remarks>The statistics are computed in FP64. A row that holds NaN or infinity becomes NaN.</remarks>
    /// <param name="weight">[features], the last extent; nothing means 1.</param>
    /// <param name="bias">[features]; nothing means 0.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="ArgumentException">A shape doesn't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not above 0.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public Tensor LayerNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        RequireParameters(LastExtent(Shape), epsilon, weight, bias);
        Tensor result = Result(Shape);
        LayerNorm(weight, bias, result, epsilon);
        return result;
    }

    /// <summary>
    /// Each row to mean 0 and variance 1, times a weight plus a bias for each feature, written to <paramref name="destination"/>. Allocates
    /// nothing.
    /// </summary>
    /// <remarks>The statistics are computed in FP64. A row that holds NaN or infinity becomes NaN.</remarks>
    /// <param name="weight">[features], the last extent; nothing means 1.</param>
    /// <param name="bias">[features]; nothing means 0.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise, nor weight and bias.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit, or the destination overlaps another tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not above 0.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void LayerNorm(Tensor? weight, Tensor? bias, Tensor destination, double epsilon = 1e-5)
    {
        RequireParameters(LastExtent(Shape), epsilon, weight, bias);
        RequireLanes(destination, -1);
        RequireApartFrom(destination, weight, bias);
        ForEachLane(new LaneNorm(epsilon), destination, -1);
        if (weight is not null)
        {
            destination.Multiply(weight, destination);
        }

        if (bias is not null)
        {
            destination.Add(bias, destination);
        }
    }

    /// <summary>(x − mean) / √(variance + ε) · weight + bias with running statistics of each channel, in a new tensor (arXiv:1502.03167).</summary>
    /// <remarks>
    /// The channels are along axis 1, as in [N, C] and [N, C, H, W]; of a vector along its only axis. It is computed as x · scale + shift, so
    /// infinity stays infinity, and where the variance is negative beyond ε there is NaN.
    /// </remarks>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels].</param>
    /// <param name="weight">[channels]; nothing means 1.</param>
    /// <param name="bias">[channels]; nothing means 0.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <inheritdoc cref="LayerNorm(Tensor?, Tensor?, double)" path="/returns|/exception"/>
    public Tensor BatchNorm(Tensor mean, Tensor variance, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        RequireParameters(Shape[ChannelAxis], epsilon, mean, variance);
        RequireParameters(Shape[ChannelAxis], epsilon, weight, bias);
        Tensor result = Result(Shape);
        BatchNorm(mean, variance, weight, bias, result, epsilon);
        return result;
    }

    /// <summary>
    /// (x − mean) / √(variance + ε) · weight + bias with running statistics of each channel, written to <paramref name="destination"/>. Allocates
    /// nothing.
    /// </summary>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels].</param>
    /// <param name="weight">[channels]; nothing means 1.</param>
    /// <param name="bias">[channels]; nothing means 0.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise, nor the parameters.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <inheritdoc cref="BatchNorm(Tensor, Tensor, Tensor?, Tensor?, double)" path="/remarks"/>
    /// <inheritdoc cref="LayerNorm(Tensor?, Tensor?, Tensor, double)" path="/exception"/>
    [SkipLocalsInit]
    public void BatchNorm(Tensor mean, Tensor variance, Tensor? weight, Tensor? bias, Tensor destination, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        int axis = ChannelAxis;
        RequireParameters(Shape[axis], epsilon, mean, variance);
        RequireParameters(Shape[axis], epsilon, weight, bias);
        RequireLanes(destination, axis);
        RequireApartFrom(destination, mean, variance);
        RequireApartFrom(destination, weight, bias);
        float* scale = stackalloc float[StridedCopy.Chunk];
        float* shift = stackalloc float[StridedCopy.Chunk];
        for (int first = 0; first < Shape[axis]; first += StridedCopy.Chunk)
        {
            int count = Math.Min(StridedCopy.Chunk, Shape[axis] - first);
            for (int i = 0; i < count; i++)
            {
                double factor = (weight?[first + i] ?? 1.0) / Math.Sqrt(variance[first + i] + epsilon);
                scale[i] = (float)factor;
                shift[i] = (float)((bias?[first + i] ?? 0.0) - (mean[first + i] * factor));
            }

            TensorLayout from = layout.With(axis, count);
            TensorLayout to = destination.layout.With(axis, count);
            float* result = destination.Floats + ((nint)first * to.Stride(axis));
            TensorLayout channels = ChannelLayout(count).Broadcast(to.Shape);
            StridedBinary.Apply<MultiplyOperator>(Floats + ((nint)first * from.Stride(axis)), from, scale, channels, result, to);
            StridedBinary.Apply<AddOperator>(result, to, shift, channels, result, to);
        }

        KeepAlive(this, destination);
    }

    private int ChannelAxis => Shape.Rank switch
    {
        0 => throw new ArgumentException("A scalar has no channels."),
        1 => 0,
        _ => 1,
    };

    /// <summary>A number for each channel, with an extent of 1 for each axis after it.</summary>
    private TensorLayout ChannelLayout(int count) => new(Shape.Rank switch
    {
        3 => TensorShape.Of(count, 1),
        4 => TensorShape.Of(count, 1, 1),
        _ => TensorShape.Vector(count),
    });

    private static void RequireParameters(int features, double epsilon, Tensor? first, Tensor? second)
    {
        if (!(epsilon > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "What is added to the variance must be above 0.");
        }

        foreach (Tensor? parameter in (ReadOnlySpan<Tensor?>)[first, second])
        {
            if (parameter is not null)
            {
                RequireShape(parameter, TensorShape.Vector(features));
                _ = parameter.Floats;
            }
        }
    }

    private static void RequireApartFrom(Tensor destination, Tensor? first, Tensor? second)
    {
        foreach (Tensor? parameter in (ReadOnlySpan<Tensor?>)[first, second])
        {
            if (parameter is not null)
            {
                RequireApart(destination, parameter, mayBeSame: false);
            }
        }
    }
}
