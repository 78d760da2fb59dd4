using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>The row model of all features against the tables that their migrations make. A feature with a mapping is covered by having one.</summary>
public sealed class SchemaTests : EngineSuite
{
    /// <summary>Tables that are read and written by plain SQL only.</summary>
    private static readonly string[] WithoutRows =
    [
        "schema_versions",
        "heads",
        "facts",
        "subjects",
        "servers",
        "blob_chunks",
        "blob_removals",
    ];

    [Theory, OnEachDatabase]
    public async Task Every_property_has_a_column_of_its_type(Database database)
    {
        var engine = await StartAllAsync(database);
        var real = await ColumnsAsync(engine, database);
        var modelled = await engine.Database.ReadAsync(db => Task.FromResult(Modelled(db.Model)), Stop);

        modelled.Where(column => !real.Contains(column)).ShouldBeEmpty("mapped, but not so in the database");
        var tables = modelled.Select(column => column.Table).ToHashSet();
        real.Where(column => tables.Contains(column.Table) && !modelled.Contains(column))
            .ShouldBeEmpty("in the database, but not so mapped");
    }

    [Theory, OnEachDatabase]
    public async Task Every_table_is_mapped_or_known_to_be_plain_SQL(Database database)
    {
        var engine = await StartAllAsync(database);
        var modelled = await engine.Database.ReadAsync(db => Task.FromResult(Modelled(db.Model)), Stop);
        var tables = (await ColumnsAsync(engine, database)).Select(column => column.Table).Distinct();

        tables.Except(modelled.Select(column => column.Table)).ShouldBe(WithoutRows, ignoreOrder: true);
    }

    private Task<TestEngine> StartAllAsync(Database database) =>
        StartWithoutWorkerAsync(
            database,
            services =>
            {
                var mappings = typeof(Workspace)
                    .Assembly.GetTypes()
                    .Where(type => type.IsClass && type.IsAssignableTo(typeof(IEntityMapping)));
                foreach (var mapping in mappings)
                    services.AddSingleton(typeof(IEntityMapping), mapping);
            }
        );

    private static List<Column> Modelled(IModel model) =>
        [
            .. from table in model.GetRelationalModel().Tables
            from column in table.Columns
            select new Column(table.Name, column.Name, Family(column.StoreType), column.IsNullable),
        ];

    private static async Task<List<Column>> ColumnsAsync(TestEngine engine, Database database)
    {
        var query =
            database is Database.Sqlite
                ? """
                    select t.name, c.name, c.type, c."notnull" = 0 and c.pk = 0 from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'
                    """
                : """
                    select table_name, column_name, data_type, case is_nullable when 'YES' then 1 else 0 end
                    from information_schema.columns where table_schema = 'public'
                    """;
        return await engine
            .Get<ISql>()
            .ReadAsync(
                c =>
                    c.Sql(query)
                        .RowsAsync(
                            r => new Column(r.GetString(0), r.GetString(1), Family(r.GetString(2)), r.GetInt32(3) == 1),
                            Stop
                        ),
                Stop
            );
    }

    /// <summary>What matters of a type: SQLite keeps integers, bigints and booleans alike.</summary>
    private static string Family(string type) =>
        type.ToLowerInvariant() switch
        {
            "integer" or "bigint" or "boolean" or "smallint" => "integer",
            "text" or "character varying" => "text",
            "blob" or "bytea" => "bytes",
            "real" or "double precision" => "real",
            var other => other,
        };

    private sealed record Column(string Table, string Name, string Family, bool Nullable);
}
