using System.Text;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>The keys that an operator provides in files, as containers get their secrets. They are read at start.</summary>
internal sealed class GivenKeys
{
    private const int LeastLength = 32;
    private const string Prefix = "given:";

    private GivenKeys(IReadOnlyDictionary<KeyHash, Principal> byHash) => ByHash = byHash;

    /// <summary>Their holders.</summary>
    public IReadOnlyDictionary<KeyHash, Principal> ByHash { get; }

    /// <summary>Whether one of them makes an admin.</summary>
    public bool HasAdmin => ByHash.Values.Any(holder => holder.Role == Role.Admin);

    /// <summary>Whether that is the id or the name of one of them.</summary>
    public bool Has(string idOrName) => ByHash.Values.Any(holder => holder.Id == idOrName || holder.Name == idOrName);

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationException">A name, a role or a file is not what it must be, or two files hold the same key.</exception>
    public static GivenKeys Read(GatewayKeyOptions options)
    {
        var byHash = new Dictionary<KeyHash, Principal>();
        foreach (var (name, key) in options.Given)
        {
            var setting = $"Keys:Given:{name}";
            var holder = new Principal(Prefix + CheckName(name, setting), name, key.Role is { } role && Enum.IsDefined(role)
                ? role
                : throw new ConfigurationException($"{setting}:Role must be reader, operator or admin."));
            if (!byHash.TryAdd(KeyHash.Of(ReadFile(key.File, setting)), holder))
            {
                throw new ConfigurationException($"{setting}:File holds the key that another of Keys:Given holds already. Each must have its own.");
            }
        }

        return new GivenKeys(byHash);
    }

    private static string CheckName(string name, string setting)
    {
        try
        {
            return Names.CheckKeyName(name, setting);
        }
        catch (RefusedException refused)
        {
            throw new ConfigurationException(refused.Message);
        }
    }

    private static byte[] ReadFile(string? file, string setting)
    {
        if (string.IsNullOrEmpty(file))
        {
            throw new ConfigurationException($"{setting}:File must name the file that holds the key.");
        }

        string text;
        try
        {
            // More than a key is no key, however much it is.
            using var reader = new StreamReader(file, Encoding.UTF8);
            var buffer = new char[PresentedKey.MostBytes + 3];
            text = new string(buffer, 0, reader.ReadBlock(buffer)).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{setting}:File cannot be read: {exception.Message}");
        }

        return text.Length is >= LeastLength and <= PresentedKey.MostBytes && text.All(character => character is > ' ' and <= '~')
            ? Encoding.ASCII.GetBytes(text)
            : throw new ConfigurationException(
                $"{setting}:File must hold a key of {LeastLength} to {PresentedKey.MostBytes} visible ASCII characters, in one line and nothing else.");
    }
}
