using System.Data.Common;

namespace Polpo.Engine.Storage;

/// <summary>A few words for ADO.NET, so that a statement and its values stand together. A command is disposed by running it.</summary>
internal static class PlainSql
{
    public static DbCommand Sql(
        this DbConnection connection,
        string text,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
            command.Bind(name, value);
        return command;
    }

    public static void Bind(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static async Task<int> RunAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first value of the first row; the type's default when there is none.</summary>
    public static async Task<T?> ScalarAsync<T>(this DbCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    public static async Task<List<T>> RowsAsync<T>(
        this DbCommand command,
        Func<DbDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(row(reader));
            return rows;
        }
    }
}
