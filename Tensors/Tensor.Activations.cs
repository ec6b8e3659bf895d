using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>
/// Functions of each element. The forms without a destination allocate their result in this tensor's ledger; the forms with one allocate nothing
/// and may write over this tensor. NaN stays NaN.
/// </content>
public sealed unsafe partial class Tensor
{
    /// <summary>max(x, 0) of every element, in a new tensor.</summary>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Relu() => Apply(default(UnaryRun<ReluOperator>));

    /// <summary>max(x, 0) of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the destination overlaps this tensor.</exception>
    /// <exception cref="InvalidOperationException">A tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Relu(Tensor destination) => Apply(default(UnaryRun<ReluOperator>), destination);

    /// <summary>x above 0, else <paramref name="slope"/> · x, of every element, in a new tensor.</summary>
    /// <param name="slope">Any number; 0.01 is usual.</param>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor LeakyRelu(float slope) => Apply(new LeakyReluRun(slope));

    /// <summary>x above 0, else <paramref name="slope"/> · x, of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="slope">Any number; 0.01 is usual.</param>
    /// <param name="destination">The same shape. It may be this tensor, but not overlap it otherwise.</param>
    /// <inheritdoc cref="Relu(Tensor)" path="/exception"/>
    public void LeakyRelu(float slope, Tensor destination) => Apply(new LeakyReluRun(slope), destination);

    /// <summary>x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))) of every element, in a new tensor: the tanh form of GELU. −∞ becomes −0.</summary>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor Gelu() => Apply(default(UnaryRun<GeluOperator>));

    /// <summary>
    /// x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))) of every element, written to <paramref name="destination"/>: the tanh form of GELU. −∞ becomes
    /// −0. Allocates nothing.
    /// </summary>
    /// <inheritdoc cref="Relu(Tensor)" path="/param|/exception"/>
    public void Gelu(Tensor destination) => Apply(default(UnaryRun<GeluOperator>), destination);

    /// <summary>x / (1 + e⁻ˣ) of every element, in a new tensor. −∞ becomes −0.</summary>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor Silu() => Apply(default(UnaryRun<SiluOperator>));

    /// <summary>x / (1 + e⁻ˣ) of every element, written to <paramref name="destination"/>. −∞ becomes −0. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)" path="/param|/exception"/>
    public void Silu(Tensor destination) => Apply(default(UnaryRun<SiluOperator>), destination);

    /// <summary>1 / (1 + e⁻ˣ) of every element, in a new tensor.</summary>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor Sigmoid() => Apply(default(UnaryRun<SigmoidOperator>));

    /// <summary>1 / (1 + e⁻ˣ) of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)" path="/param|/exception"/>
    public void Sigmoid(Tensor destination) => Apply(default(UnaryRun<SigmoidOperator>), destination);

    /// <summary>tanh x of every element, in a new tensor.</summary>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor Tanh() => Apply(default(UnaryRun<TanhOperator>));

    /// <summary>tanh x of every element, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)" path="/param|/exception"/>
    public void Tanh(Tensor destination) => Apply(default(UnaryRun<TanhOperator>), destination);

    /// <summary>eˣ of every element, in a new tensor: 0 at −∞, ∞ from about 88.7 on.</summary>
    /// <inheritdoc cref="Relu()" path="/returns|/exception"/>
    public Tensor Exp() => Apply(default(UnaryRun<ExpOperator>));

    /// <summary>eˣ of every element, written to <paramref name="destination"/>: 0 at −∞, ∞ from about 88.7 on. Allocates nothing.</summary>
    /// <inheritdoc cref="Relu(Tensor)" path="/param|/exception"/>
    public void Exp(Tensor destination) => Apply(default(UnaryRun<ExpOperator>), destination);

    private Tensor Apply<TRun>(TRun run)
        where TRun : struct, IRunOperator
    {
        Tensor result = Result(Shape);
        Apply(run, result);
        return result;
    }

    private void Apply<TRun>(TRun run, Tensor destination)
        where TRun : struct, IRunOperator
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: true);
        StridedUnary.Apply(run, Floats, layout, destination.Floats, destination.layout);
        KeepAlive(this, destination);
    }
}
