using System.Data.Common;
using System.Globalization;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Upgrades;

/// <summary>A column of a real table.</summary>
internal sealed record RealColumn(string Table, string Name, string Type)
{
    /// <summary>The same in every table, so that what refers to another row finds it.</summary>
    public object Sample =>
        Type switch
        {
            "text" or "character varying" => "r1",
            "blob" or "bytea" => (byte[])[1, 2, 3],
            "boolean" => true,
            _ => 7L,
        };
}

/// <summary>Puts a row into every table, whatever it is, and tells what is in them.</summary>
internal sealed class FilledTables(ISql sql, Database database, CancellationToken stop)
{
    private const string OfSqlite = """
        select t.name, c.name, c.type from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' order by t.rowid, c.cid
        """;

    private const string OfPostgres = """
        select table_name::text, column_name::text, data_type::text from information_schema.columns
        where table_schema = 'public' order by (quote_ident(table_name))::regclass::oid, ordinal_position
        """;

    /// <summary>Whether a row was put in here, and not by a step of the schema, which may change it later.</summary>
    public static bool IsOurs(string row) => row.Contains("r1", StringComparison.Ordinal);

    public Task<List<RealColumn>> ColumnsAsync() =>
        sql.ReadAsync(
            connection =>
                connection
                    .Sql(database is Database.Sqlite ? OfSqlite : OfPostgres)
                    .RowsAsync(
                        row => new RealColumn(row.GetString(0), row.GetString(1), row.GetString(2).ToLowerInvariant()),
                        stop
                    ),
            stop
        );

    /// <summary>A row into each of these tables that has none of its migration.</summary>
    public async Task FillAsync(IReadOnlyList<RealColumn> columns)
    {
        var rows = await RowsAsync(columns);
        foreach (var table in columns.GroupBy(column => column.Table).Where(table => rows[table.Key].Count == 0))
            await sql.WriteAsync(connection => InsertAsync(connection, table.Key, [.. table]), stop);
    }

    /// <summary>Every row, by table, as a text of these columns.</summary>
    public async Task<Dictionary<string, List<string>>> RowsAsync(IEnumerable<RealColumn> columns)
    {
        var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in columns.GroupBy(column => column.Table))
        {
            var query = $"select {string.Join(", ", table.Select(column => column.Name))} from {table.Key}";
            rows[table.Key] = await sql.ReadAsync(connection => connection.Sql(query).RowsAsync(Text, stop), stop);
        }
        return rows;
    }

    private Task<int> InsertAsync(DbConnection connection, string table, IReadOnlyList<RealColumn> columns)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        var places = string.Join(", ", columns.Select((_, index) => $"@p{index}"));
        var command = connection.Sql($"insert into {table} ({names}) values ({places})");
        for (var index = 0; index < columns.Count; index++)
            command.Bind($"p{index}", columns[index].Sample);
        return command.RunAsync(stop);
    }

    private static string Text(DbDataReader row) =>
        string.Join(
            '|',
            Enumerable
                .Range(0, row.FieldCount)
                .Select(index => row.GetValue(index))
                .Select(value =>
                    value is byte[] bytes
                        ? Convert.ToHexString(bytes)
                        : Convert.ToString(value, CultureInfo.InvariantCulture)
                )
        );
}
