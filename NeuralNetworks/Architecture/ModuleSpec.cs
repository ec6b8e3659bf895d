namespace InfernoOrleans.NeuralNetworks;

/// <summary>What one module of a network is, without its weights.</summary>
public abstract record ModuleSpec
{
    /// <summary>The largest size of a layer: 16,777,216.</summary>
    public const int MaxSize = 1 << 24;

    private ModuleSpec()
    {
    }

    /// <summary>The numbers that training changes.</summary>
    public virtual long ParameterCount => 0;

    /// <summary>The numbers that are stored but not trained, such as running statistics.</summary>
    public virtual long BufferCount => 0;

    /// <summary>y = x·Wᵀ + b, W of shape [out, in].</summary>
    public sealed record Linear : ModuleSpec
    {
        /// <summary>A linear layer.</summary>
        /// <param name="inputs">1 to <see cref="MaxSize"/>.</param>
        /// <param name="outputs">1 to <see cref="MaxSize"/>.</param>
        /// <param name="bias">Whether b is there.</param>
        /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or W has more than 2,147,483,647 elements.</exception>
        public Linear(int inputs, int outputs, bool bias = true)
        {
            RequireSize(inputs, nameof(inputs));
            RequireSize(outputs, nameof(outputs));
            ArgumentOutOfRangeException.ThrowIfGreaterThan((long)inputs * outputs, int.MaxValue, nameof(outputs));
            (Inputs, Outputs, Bias) = (inputs, outputs, bias);
        }

        /// <summary>The size of a row of x.</summary>
        public int Inputs { get; }

        /// <summary>The size of a row of y.</summary>
        public int Outputs { get; }

        /// <summary>Whether b is there.</summary>
        public bool Bias { get; }

        /// <inheritdoc/>
        public override long ParameterCount => ((long)Inputs * Outputs) + (Bias ? Outputs : 0);
    }

    /// <summary>max(x, 0).</summary>
    public sealed record ReLU : ModuleSpec;

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public sealed record Sigmoid : ModuleSpec;

    /// <summary>tanh x.</summary>
    public sealed record Tanh : ModuleSpec;

    /// <summary>Softmax of each row.</summary>
    public sealed record Softmax : ModuleSpec;

    /// <summary>Inverted dropout: nothing in evaluation.</summary>
    public sealed record Dropout : ModuleSpec
    {
        /// <summary>A dropout layer.</summary>
        /// <param name="probability">The share of elements that training drops: 0 ≤ p &lt; 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
        public Dropout(double probability)
        {
            if (!(probability is >= 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(probability), probability, "A dropout must be at least 0 and below 1.");
            }

            Probability = probability;
        }

        /// <summary>The share of elements that training drops.</summary>
        public double Probability { get; }
    }

    /// <summary>Batch normalization of each feature (S. Ioffe, C. Szegedy, arXiv:1502.03167), with scale and shift.</summary>
    public sealed record BatchNorm : ModuleSpec
    {
        /// <summary>What is added to the variance unless said otherwise: 1e-5.</summary>
        public const double DefaultEpsilon = 1e-5;

        /// <summary>The weight of a new batch in the running statistics unless said otherwise: 0.1.</summary>
        public const double DefaultMomentum = 0.1;

        /// <summary>A batch normalization layer.</summary>
        /// <param name="features">The size of a row, 1 to <see cref="MaxSize"/>.</param>
        /// <param name="epsilon">What is added to the variance: above 0, at most 1.</param>
        /// <param name="momentum">The weight of a new batch in the running statistics, 0 to 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
        public BatchNorm(int features, double epsilon = DefaultEpsilon, double momentum = DefaultMomentum)
        {
            RequireSize(features, nameof(features));
            if (!(epsilon is > 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be above 0 and at most 1.");
            }

            if (!(momentum is >= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be from 0 to 1.");
            }

            (Features, Epsilon, Momentum) = (features, epsilon, momentum);
        }

        /// <summary>The size of a row.</summary>
        public int Features { get; }

        /// <summary>What is added to the variance.</summary>
        public double Epsilon { get; }

        /// <summary>The weight of a new batch in the running statistics.</summary>
        public double Momentum { get; }

        /// <inheritdoc/>
        public override long ParameterCount => 2L * Features;

        /// <inheritdoc/>
        public override long BufferCount => 2L * Features;
    }

    private static void RequireSize(int size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize, name);
    }
}
