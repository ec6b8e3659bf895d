using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.NeuralNetworks.Formats;

/// <summary>Networks in safetensors files.</summary>
/// <remarks>
/// The metadata <c>inferno.modules</c> holds the architecture as JSON and <c>inferno.name</c> the name; tensors are named as PyTorch's
/// <c>nn.Sequential.state_dict()</c> names them. The <c>num_batches_tracked</c> that PyTorch stores beside batch normalization is ignored.
/// </remarks>
public static class SafetensorsModel
{
    private const string ModulesKey = "inferno.modules";
    private const string NameKey = "inferno.name";
    private const int MostNamed = 10;

    /// <summary>Checks a whole file, all but the values, and tells what network it holds. Allocates no weights.</summary>
    /// <param name="stream">A readable, seekable stream that is the whole file.</param>
    /// <param name="defaultName">The name of the network where the file has none.</param>
    /// <exception cref="ModelFormatException">The file cannot be used; the message says why.</exception>
    public static NetworkArchitecture ReadArchitecture(Stream stream, string defaultName) =>
        Describe(SafetensorsReader.Open(stream), defaultName);

    /// <summary>Loads a network.</summary>
    /// <param name="stream">A readable, seekable stream that is the whole file.</param>
    /// <param name="defaultName">The name of the network where the file has none.</param>
    /// <param name="ledger">What counts the weights; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="cancellationToken">Checked for each module and each block of weights.</param>
    /// <returns>The network in evaluation mode; the caller disposes it.</returns>
    /// <exception cref="ModelFormatException">The file cannot be used; the message says why. Nothing stays allocated.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room. Nothing stays allocated.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing stays allocated.</exception>
    public static Sequential Load(
        Stream stream, string defaultName, MemoryLedger? ledger = null, CancellationToken cancellationToken = default)
    {
        SafetensorsReader file = SafetensorsReader.Open(stream);
        Sequential network = Sequential.Allocate(Describe(file, defaultName), ledger, cancellationToken);
        try
        {
            foreach (NamedTensor tensor in network.NamedParameters().Concat(network.NamedBuffers()))
            {
                file.Read(tensor.Name, tensor.Tensor.Span, cancellationToken);
            }

            for (int i = 0; i < network.Modules.Count; i++)
            {
                RequireVariances(network.Modules[i], i);
            }
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return network;
    }

    /// <summary>
    /// Loads a network for inference only, layer by layer: each is packed and its weights as they were read are released before the next one is
    /// read. At no time more than <see cref="InferencePlan.LoadingBytesFor"/> is reserved.
    /// </summary>
    /// <param name="stream">As for <see cref="Load"/>.</param>
    /// <param name="defaultName">As for <see cref="Load"/>.</param>
    /// <param name="dtype">How to store the weights of linear layers.</param>
    /// <param name="ledger">What counts the memory; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="maxConcurrency">As for <see cref="InferencePlan.Compile(Sequential, TensorDType, MemoryLedger?, int)"/>.</param>
    /// <param name="cancellationToken">Checked for each block of weights.</param>
    /// <returns>The plan; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type, or the concurrency is out of range.</exception>
    /// <exception cref="ModelFormatException">The file cannot be used; the message says why. Nothing stays allocated.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room. Nothing stays allocated.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing stays allocated.</exception>
    public static InferencePlan LoadPlan(
        Stream stream,
        string defaultName,
        TensorDType dtype,
        MemoryLedger? ledger = null,
        int maxConcurrency = 0,
        CancellationToken cancellationToken = default)
    {
        SafetensorsReader file = SafetensorsReader.Open(stream);
        NetworkArchitecture architecture = Describe(file, defaultName);
        return InferencePlan.Compile(architecture, LoadModule, disposes: true, dtype, ledger, maxConcurrency);

        Module LoadModule(int index)
        {
            Module module = Sequential.Allocate(architecture, index, ledger);
            try
            {
                foreach (NamedTensor tensor in module.NamedParameters().Concat(module.NamedBuffers()))
                {
                    file.Read($"{index}.{tensor.Name}", tensor.Tensor.Span, cancellationToken);
                }

                RequireVariances(module, index);
            }
            catch
            {
                module.Dispose();
                throw;
            }

            return module;
        }
    }

    /// <summary>Saves a network: the same network gives the same bytes, and loading gives its weights back bit for bit.</summary>
    /// <param name="stream">A writable stream; it is left open behind the last byte.</param>
    /// <param name="network">The network. Weights that aren't finite are written, but such a file is refused when it is loaded.</param>
    /// <param name="cancellationToken">Checked for each tensor.</param>
    public static void Save(Stream stream, Sequential network, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        Dictionary<string, string> metadata = new()
        {
            ["format"] = "pt",
            [NameKey] = network.Architecture.Name,
            [ModulesKey] = network.Architecture.ToModulesJson(),
        };
        SafetensorsWriter.Write(stream, network.NamedParameters().Concat(network.NamedBuffers()), metadata, cancellationToken);
    }

    private static NetworkArchitecture Describe(SafetensorsReader file, string defaultName)
    {
        if (!file.Metadata.TryGetValue(ModulesKey, out string? json))
        {
            throw new ModelFormatException(
                $"The file lacks the metadata {ModulesKey}, which says how its {file.Tensors.Count} tensors form a network.");
        }

        NetworkArchitecture architecture =
            NetworkArchitecture.FromModulesJson(json, file.Metadata.GetValueOrDefault(NameKey, defaultName));
        RequireTensors(file, architecture);
        return architecture;
    }

    private static void RequireTensors(SafetensorsReader file, NetworkArchitecture architecture)
    {
        Dictionary<string, TensorShape> needed = [];
        HashSet<string> ignored = [];
        for (int i = 0; i < architecture.Modules.Count; i++)
        {
            foreach (var (name, shape) in TensorsOf(architecture.Modules[i]))
            {
                needed.Add($"{i}.{name}", shape);
            }

            ignored.Add(architecture.Modules[i] is ModuleSpec.BatchNorm ? $"{i}.num_batches_tracked" : string.Empty);
        }

        Refuse("lacks the tensors", needed.Keys.Where(name => !file.Tensors.ContainsKey(name)));
        Refuse("has tensors that its modules don't use:", file.Tensors.Keys.Where(n => !needed.ContainsKey(n) && !ignored.Contains(n)));
        foreach (var (name, shape) in needed)
        {
            SafetensorsEntry entry = file.Tensors[name];
            if (entry.Shape != shape)
            {
                throw new ModelFormatException($"The tensor '{name}' has the shape {entry.Shape}, but its module needs {shape}.");
            }

            if (!entry.IsReadable)
            {
                throw new ModelFormatException(
                    $"The tensor '{name}' has the dtype {entry.DType}; F64, F32, F16 and BF16 can be read.");
            }
        }
    }

    private static IEnumerable<(string Name, TensorShape Shape)> TensorsOf(ModuleSpec module)
    {
        switch (module)
        {
            case ModuleSpec.Linear linear:
                yield return ("weight", TensorShape.Matrix(linear.Outputs, linear.Inputs));
                if (linear.Bias)
                {
                    yield return ("bias", TensorShape.Vector(linear.Outputs));
                }

                break;
            case ModuleSpec.BatchNorm norm:
                foreach (string name in new[] { "weight", "bias", "running_mean", "running_var" })
                {
                    yield return (name, TensorShape.Vector(norm.Features));
                }

                break;
        }
    }

    private static void Refuse(string what, IEnumerable<string> names)
    {
        string[] found = [.. names.Order(StringComparer.Ordinal)];
        if (found.Length > 0)
        {
            string list = string.Join(", ", found.Take(MostNamed).Select(ModelFormatException.Quote));
            throw new ModelFormatException($"The file {what} {list}{(found.Length > MostNamed ? $" and {found.Length - MostNamed} more" : "")}.");
        }
    }

    // The root of a negative variance is NaN: every answer of such a network would be.
    private static void RequireVariances(Module module, int index)
    {
        if (module is BatchNorm norm && norm.RunningVariance.ReadOnlySpan.ContainsAnyExceptInRange(0f, float.MaxValue))
        {
            throw new ModelFormatException($"The tensor '{index}.running_var' holds a negative variance.");
        }
    }
}
