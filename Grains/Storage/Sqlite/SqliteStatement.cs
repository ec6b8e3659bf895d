using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace InfernoOrleans.Grains.Storage.Sqlite;

/// <summary>A statement with parameters $1, $2, …, prepared once and run with one set of values after another.</summary>
internal sealed class SqliteStatement(DbTransaction transaction, string sql) : IAsyncDisposable
{
    private readonly SqliteCommand command = new(sql, (SqliteConnection)transaction.Connection!, (SqliteTransaction)transaction);

    /// <summary>Runs it.</summary>
    /// <returns>How many rows it changed.</returns>
    public Task<int> RunAsync(params object?[] values)
    {
        Bind(values);
        return command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs it and reads what it returns.</summary>
    public Task<SqliteDataReader> QueryAsync(params object?[] values)
    {
        Bind(values);
        return command.ExecuteReaderAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => command.DisposeAsync();

    private void Bind(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i == command.Parameters.Count)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
