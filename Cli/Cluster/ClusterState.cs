using System.Text.Json;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What the supervisor keeps on disk about the cluster that it runs.</summary>
internal sealed record ClusterState
{
    /// <summary>The process id of the supervisor.</summary>
    public required int Supervisor { get; init; }

    /// <summary>The Unix domain socket on which the supervisor takes commands.</summary>
    public required string Control { get; init; }

    /// <summary>Where the gateway serves.</summary>
    public required Uri Url { get; init; }

    public required IReadOnlyList<ProcessRecord> Processes { get; init; }

    /// <summary>The state in a file, or null when there is none or it is not one of ours.</summary>
    public static ClusterState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ClusterJson.Default.ClusterState);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces a file in one step: whoever reads it finds the old state or the new one.</summary>
    public void Write(string path)
    {
        var written = path + ".new";
        using (var file = PrivateFile.Create(written))
        {
            JsonSerializer.Serialize(file, this, ClusterJson.Default.ClusterState);
        }

        File.Move(written, path, overwrite: true);
    }
}
