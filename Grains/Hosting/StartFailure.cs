using System.Net.Sockets;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Why a process could not start, for the person who configured it.</summary>
public static class StartFailure
{
    /// <summary>One sentence when the configuration or the data folder is at fault; null for anything else.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        DataDirectoryInUseException => exception.Message,
        OptionsValidationException invalid => $"The configuration is not valid: {string.Join(" ", invalid.Failures)}",
        NpgsqlException or SocketException => $"The database of the cluster cannot be used: {exception.Message.TrimEnd('.')}. See Cluster:ConnectionString.",
        InvalidOperationException { InnerException: NpgsqlException } => $"{exception.Message} {exception.InnerException!.Message}",
        UnauthorizedAccessException => $"The data folder cannot be used: {exception.Message}",
        InvalidOperationException { InnerException: FormatException or ArgumentException { InnerException: FormatException or OverflowException } } =>
            $"The configuration is not valid: {exception.Message}",
        _ => null,
    };
}
