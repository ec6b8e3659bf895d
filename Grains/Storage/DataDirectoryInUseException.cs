namespace InfernoOrleans.Grains.Storage;

/// <summary>The data folder belongs to another running process.</summary>
public sealed class DataDirectoryInUseException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DataDirectoryInUseException(string directory, Exception inner)
        : base($"The data folder '{directory}' is in use by another node. Stop that one, or choose another folder.", inner)
    {
    }
}
