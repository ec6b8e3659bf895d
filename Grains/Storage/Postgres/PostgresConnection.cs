using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace InfernoOrleans.Grains.Storage.Postgres;

/// <summary>How our processes connect to PostgreSQL.</summary>
internal static class PostgresConnection
{
    // A database that hangs must be noticed long before a request's time is up.
    private const int Seconds = 3;

    // Npgsql asks the server on a connection of its own to cancel a statement, and blocks a thread meanwhile: with a server that hangs
    // there would soon be no threads left. Without it the connection is given up at once.
    private const int NoCancellation = -1;
    private const int PoolSize = 20;

    // Asked for by default, which costs an exchange for each connection, and a complaint where the system's library is not there.
    private const string NoGss = "Disable";

    /// <summary>The connection string with our time-outs, where it does not say its own.</summary>
    /// <param name="connectionString">What was configured.</param>
    /// <param name="applicationName">Who connects, for the database's own lists of connections.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string Complete(string connectionString, string applicationName)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);

        // The builder itself would say whether there is such a setting, not whether it was given.
        var given = ((IEnumerable<string>)builder.Keys).ToHashSet(StringComparer.Ordinal);
        SetDefault(builder, given, "Timeout", Seconds);
        SetDefault(builder, given, "Command Timeout", Seconds);
        SetDefault(builder, given, "Cancellation Timeout", NoCancellation);
        SetDefault(builder, given, "Maximum Pool Size", PoolSize);
        SetDefault(builder, given, "GSS Encryption Mode", NoGss);
        SetDefault(builder, given, "Application Name", applicationName);
        return builder.ConnectionString;
    }

    /// <summary>What is wrong with a connection string; null for nothing.</summary>
    public static string? Fault(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is null ? "it names no Host." : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return exception.Message;
        }
    }

    /// <summary>The connection string with the password that is the text of a file, less white space around it.</summary>
    /// <exception cref="IOException">The file cannot be read, or is empty.</exception>
    public static string WithPassword(string connectionString, string file)
    {
        var password = File.ReadAllText(file).Trim();
        return password.Length > 0
            ? new NpgsqlConnectionStringBuilder(connectionString) { Password = password }.ConnectionString
            : throw new IOException("it is empty.");
    }

    /// <summary>The address of this machine with which it reaches the database.</summary>
    /// <exception cref="SocketException">The database's host has no address, or there is no way to it.</exception>
    public static IPAddress OwnAddress(string connectionString)
    {
        var host = new NpgsqlConnectionStringBuilder(connectionString).Host?.Split(',')[0] ?? string.Empty;
        if (host.StartsWith('/'))
        {
            // A socket of this machine.
            return IPAddress.Loopback;
        }

        // Connecting a datagram socket sends nothing: it only has the system choose the way.
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Connect(host.Split(':')[0], NpgsqlConnection.DefaultPort);
        return ((IPEndPoint)probe.LocalEndPoint!).Address;
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder builder, HashSet<string> given, string key, object value)
    {
        if (!given.Contains(key))
        {
            builder[key] = value;
        }
    }
}
