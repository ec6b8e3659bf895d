using System.Text.Json;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>One object of the JSON of <c>inferno.modules</c>; every refusal names the module by its index and the member.</summary>
internal readonly struct ModuleJson(int index, JsonElement module)
{
    public ModuleSpec Read()
    {
        if (module.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException($"Module {index} must be an object.");
        }

        if (!module.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw Refusal("type", "must be a string");
        }

        try
        {
            return type.GetString()! switch
            {
                "Linear" => ReadLinear(),
                "ReLU" => Plain(new ModuleSpec.ReLU()),
                "Sigmoid" => Plain(new ModuleSpec.Sigmoid()),
                "Tanh" => Plain(new ModuleSpec.Tanh()),
                "Softmax" => Plain(new ModuleSpec.Softmax()),
                "Dropout" => ReadDropout(),
                "BatchNorm" => ReadBatchNorm(),
                var other => throw Refusal(
                    "type",
                    $"is {ModelFormatException.Quote(other)}; Linear, ReLU, Sigmoid, Tanh, Softmax, Dropout and BatchNorm are known"),
            };
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"Module {index}: {NetworkArchitecture.MessageOf(e)}", e);
        }
    }

    private ModuleSpec.Linear ReadLinear()
    {
        RequireMembers("in", "out", "bias");
        return new ModuleSpec.Linear(Size("in"), Size("out"), Flag("bias", otherwise: true));
    }

    private ModuleSpec.Dropout ReadDropout()
    {
        RequireMembers("p");
        return new ModuleSpec.Dropout(Number("p", otherwise: null));
    }

    private ModuleSpec.BatchNorm ReadBatchNorm()
    {
        RequireMembers("features", "eps", "momentum");
        return new ModuleSpec.BatchNorm(
            Size("features"),
            Number("eps", ModuleSpec.BatchNorm.DefaultEpsilon),
            Number("momentum", ModuleSpec.BatchNorm.DefaultMomentum));
    }

    private ModuleSpec Plain(ModuleSpec spec)
    {
        RequireMembers();
        return spec;
    }

    private void RequireMembers(params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty member in module.EnumerateObject())
        {
            if (member.Name != "type" && !known.Contains(member.Name))
            {
                throw Refusal(member.Name, "is not known");
            }
        }
    }

    private int Size(string name) =>
        module.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int size)
        && size is >= 1 and <= ModuleSpec.MaxSize
            ? size
            : throw Refusal(name, $"must be a whole number from 1 to {ModuleSpec.MaxSize}");

    private double Number(string name, double? otherwise)
    {
        if (!module.TryGetProperty(name, out JsonElement value))
        {
            return otherwise ?? throw Refusal(name, "is missing");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? number
            : throw Refusal(name, "must be a number");
    }

    private bool Flag(string name, bool otherwise)
    {
        if (!module.TryGetProperty(name, out JsonElement value))
        {
            return otherwise;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Refusal(name, "must be true or false");
    }

    private ModelFormatException Refusal(string member, string why) =>
        new($"Module {index}: the member {ModelFormatException.Quote(member)} {why}.");
}
