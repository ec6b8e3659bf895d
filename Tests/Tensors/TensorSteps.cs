using InfernoOrleans.Tensors;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>Steps of tests that give up the tensor they start from.</summary>
internal static class TensorSteps
{
    public static Tensor Reshaped(this Tensor tensor, TensorShape shape)
    {
        using (tensor)
        {
            return tensor.Reshape(shape);
        }
    }

    public static Tensor Transposed(this Tensor tensor)
    {
        using (tensor)
        {
            return tensor.Transpose();
        }
    }

    public static void MovedTo(this Tensor tensor, Tensor destination)
    {
        using (tensor)
        {
            tensor.CopyTo(destination);
        }
    }

    public static Tensor Compacted(this Tensor tensor)
    {
        using (tensor)
        {
            return tensor.ToContiguous();
        }
    }
}
