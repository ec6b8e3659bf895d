using System.Globalization;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>A network: modules that each take what the one before gives. It owns them.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] modules;

    /// <summary>A network called <c>Sequential</c>.</summary>
    /// <param name="modules">The modules, as for the other constructor.</param>
    /// <exception cref="ArgumentException">The modules don't form a network.</exception>
    public Sequential(params IReadOnlyList<Module> modules)
        : this("Sequential", modules)
    {
    }

    /// <summary>A network of modules.</summary>
    /// <param name="name">1 to 256 characters, none of them a control character.</param>
    /// <param name="modules">1 to <see cref="NetworkArchitecture.MaxModules"/> modules whose sizes fit, at least one of them linear, none a container.</param>
    /// <exception cref="ArgumentException">The name is unfit, or the modules don't form a network; they stay the caller's.</exception>
    public Sequential(string name, IReadOnlyList<Module> modules)
        : this(new NetworkArchitecture(name, Specs(modules)), [.. modules])
    {
    }

    private Sequential(NetworkArchitecture architecture, Module[] modules)
    {
        Architecture = architecture;
        this.modules = modules;
    }

    /// <summary>What the network is, without its weights.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>The modules in order.</summary>
    public IReadOnlyList<Module> Modules => modules;

    internal override ModuleSpec? Spec => null;

    /// <summary>A network of an architecture: weights and biases zero, batch-norm neutral, dropout seeded with its module's index.</summary>
    /// <param name="architecture">What to make.</param>
    /// <param name="ledger">What counts the weights; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="cancellationToken">Checked for each module.</param>
    /// <exception cref="MemoryRefusedException">The ledger has no room; nothing stays allocated.</exception>
    public static Sequential Allocate(
        NetworkArchitecture architecture, MemoryLedger? ledger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Module[] made = new Module[architecture.Modules.Count];
        try
        {
            for (int i = 0; i < made.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                made[i] = Allocate(architecture, i, ledger);
            }
        }
        catch
        {
            foreach (Module? module in made)
            {
                module?.Dispose();
            }

            throw;
        }

        return new Sequential(architecture, made);
    }

    /// <summary>One module of such a network.</summary>
    internal static Module Allocate(NetworkArchitecture architecture, int index, MemoryLedger? ledger) => architecture.Modules[index] switch
    {
        ModuleSpec.Linear linear => new Linear(linear, ledger),
        ModuleSpec.BatchNorm norm => new BatchNorm(norm, ledger),
        ModuleSpec.Dropout dropout => new Dropout(dropout, seed: index),
        ModuleSpec.ReLU => new ReLU(),
        ModuleSpec.Sigmoid => new Sigmoid(),
        ModuleSpec.Tanh => new Tanh(),
        _ => new Softmax(),
    };

    /// <summary>Computes the output as in evaluation, whatever the mode is. Thread-safe.</summary>
    /// <param name="input">A vector of the input size, or a matrix with one row per example.</param>
    /// <returns>A tensor of the input's rank in the input's ledger; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shape of the input doesn't fit the network.</exception>
    /// <exception cref="InvalidOperationException">The input isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Predict(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireRows(input);
        return ForwardRows(input, training: false);
    }

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> NamedParameters() => Numbered(m => m.NamedParameters());

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> NamedBuffers() => Numbered(m => m.NamedBuffers());

    internal override Tensor Forward(Tensor input, bool training)
    {
        RequireColumns(input, Architecture.InputSize);
        Tensor current = input;
        foreach (Module module in modules)
        {
            Tensor next;
            try
            {
                next = module.Forward(current, training);
            }
            finally
            {
                if (!ReferenceEquals(current, input))
                {
                    current.Dispose();
                }
            }

            current = next;
        }

        return current;
    }

    private protected override void Release() => Array.ForEach(modules, module => module.Dispose());

    private protected override void SetTraining(bool training)
    {
        base.SetTraining(training);
        foreach (Module module in modules)
        {
            if (training)
            {
                module.Train();
            }
            else
            {
                module.Evaluate();
            }
        }
    }

    private IEnumerable<NamedTensor> Numbered(Func<Module, IEnumerable<NamedTensor>> tensors) =>
        modules.SelectMany((module, index) => tensors(module)
            .Select(t => t with { Name = string.Create(CultureInfo.InvariantCulture, $"{index}.{t.Name}") }));

    private static IEnumerable<ModuleSpec> Specs(IReadOnlyList<Module> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return modules.Select(m => m?.Spec ?? throw new ArgumentException("A module is null or a container.", nameof(modules)));
    }
}
