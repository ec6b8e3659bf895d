using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>A network without its weights: modules in order, whose sizes fit each other. Immutable; describing allocates no weights.</summary>
public sealed partial class NetworkArchitecture
{
    /// <summary>The most modules of a network.</summary>
    public const int MaxModules = 512;

    /// <summary>The longest name of a network, in UTF-16 units.</summary>
    public const int MaxNameLength = 256;

    private readonly ModuleSpec[] modules;

    /// <summary>An architecture of modules.</summary>
    /// <param name="name">1 to 256 characters, none of them a control character.</param>
    /// <param name="modules">
    /// 1 to <see cref="MaxModules"/> modules, at least one of them linear; each linear or batch-norm module takes the size that comes out before it.
    /// </param>
    /// <exception cref="ArgumentException">The name is unfit, or the modules don't form a network.</exception>
    public NetworkArchitecture(string name, IEnumerable<ModuleSpec> modules)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(modules);
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            throw new ArgumentException($"A name has at most {MaxNameLength} characters and no control characters.", nameof(name));
        }

        Name = name;
        this.modules = [.. modules.Take(MaxModules + 1)];
        if (this.modules.Length > MaxModules)
        {
            throw new ArgumentException($"A network has at most {MaxModules} modules.", nameof(modules));
        }

        (InputSize, OutputSize, MaxWidth) = Chain(this.modules);
        Text = Describe(InputSize, this.modules);
        ParameterCount = this.modules.Sum(m => m.ParameterCount);
        WeightBytes = sizeof(float) * (ParameterCount + this.modules.Sum(m => m.BufferCount));
    }

    /// <summary>The name, such as <c>Classifier</c>.</summary>
    public string Name { get; }

    /// <summary>The version of the description: <c>1.0</c>.</summary>
    public string Version { get; } = "1.0";

    /// <summary>The modules in the order in which data passes them.</summary>
    public IReadOnlyList<ModuleSpec> Modules => modules;

    /// <summary>The numbers in one row of input.</summary>
    public int InputSize { get; }

    /// <summary>The numbers in one row of output.</summary>
    public int OutputSize { get; }

    /// <summary>The numbers that training changes; running statistics don't count.</summary>
    public long ParameterCount { get; }

    /// <summary>The bytes of parameters and running statistics in FP32.</summary>
    public long WeightBytes { get; }

    /// <summary>The sizes and the last activation, such as <c>784 → 128 → 64 → 10 (softmax)</c>.</summary>
    public string Text { get; }

    /// <summary>The widest row that leaves a module.</summary>
    internal int MaxWidth { get; }

    /// <summary>The modules as the JSON of the metadata <c>inferno.modules</c>; equal architectures give equal text.</summary>
    public string ToModulesJson() => ModulesJson.Write(modules);

    /// <summary>An architecture out of the JSON of the metadata <c>inferno.modules</c>.</summary>
    /// <param name="json">An array of one object per module, such as <c>[{"type":"Linear","in":64,"out":10},{"type":"Softmax"}]</c>.</param>
    /// <param name="name">The name, as for the constructor.</param>
    /// <exception cref="ModelFormatException">
    /// The text is no such array; the message names the module (by its index) and the member. Or the modules or the name don't fit.
    /// </exception>
    public static NetworkArchitecture FromModulesJson(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(name);
        IReadOnlyList<ModuleSpec> modules = ModulesJson.Read(json);
        try
        {
            return new NetworkArchitecture(name, modules);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The network is not described well: {MessageOf(e)}", e);
        }
    }

    /// <summary>The sentence of an exception without the parameter's name, which means nothing to who sent a file.</summary>
    internal static string MessageOf(ArgumentException exception) =>
        exception.Message.Split(" (Parameter '", 2)[0].Split(Environment.NewLine, 2)[0];

    /// <summary>Sizes in, out and at the widest.</summary>
    private static (int Input, int Output, int Widest) Chain(ModuleSpec[] modules)
    {
        int input = 0;
        int size = 0;
        int widest = 0;
        for (int i = 0; i < modules.Length; i++)
        {
            int expected = modules[i] switch
            {
                ModuleSpec.Linear linear => linear.Inputs,
                ModuleSpec.BatchNorm norm => norm.Features,
                null => throw new ArgumentException($"Module {i} is null.", nameof(modules)),
                _ => size,
            };
            if (size != 0 && expected != size)
            {
                throw new ArgumentException($"Module {i} takes {expected} numbers, but {size} come out before it.", nameof(modules));
            }

            input = input == 0 ? expected : input;
            size = modules[i] is ModuleSpec.Linear { Outputs: var outputs } ? outputs : expected;
            widest = Math.Max(widest, Math.Max(size, expected));
        }

        return modules.Any(m => m is ModuleSpec.Linear)
            ? (input, size, widest)
            : throw new ArgumentException("A network needs at least one linear module.", nameof(modules));
    }

    private static string Describe(int input, ModuleSpec[] modules)
    {
        string sizes = string.Join(" → ", modules.OfType<ModuleSpec.Linear>().Select(l => l.Outputs).Prepend(input));
        return modules[^1] switch
        {
            ModuleSpec.Softmax => $"{sizes} (softmax)",
            ModuleSpec.Sigmoid => $"{sizes} (sigmoid)",
            _ => sizes,
        };
    }
}
