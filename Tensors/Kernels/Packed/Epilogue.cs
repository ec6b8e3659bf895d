namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The function of one element that a product applies to its output while that is still in the first-level cache.</summary>
internal enum Epilogue
{
    None,
    Relu,
    Sigmoid,
    Tanh,
}

internal static unsafe class Epilogues
{
    /// <summary>Applies it in place to rows of <paramref name="width"/> elements, <paramref name="stride"/> apart.</summary>
    public static void Apply(this Epilogue epilogue, float* rows, nint stride, int count, int width)
    {
        if (epilogue == Epilogue.None)
        {
            return;
        }

        for (int row = 0; row < count; row++)
        {
            Apply(epilogue, new Span<float>(rows + (row * stride), width));
        }
    }

    /// <summary>Applies it in place.</summary>
    public static void Apply(this Epilogue epilogue, Span<float> elements)
    {
        switch (epilogue)
        {
            case Epilogue.Relu:
                Elementwise.Apply<ReluOperator>(elements, elements);
                break;
            case Epilogue.Sigmoid:
                Elementwise.Apply<SigmoidOperator>(elements, elements);
                break;
            case Epilogue.Tanh:
                Elementwise.Apply<TanhOperator>(elements, elements);
                break;
        }
    }
}
