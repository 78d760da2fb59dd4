using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core.Workspaces;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Migrations;
using Polpo.Testing.Databases;
using Polpo.Tests.Architecture;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Upgrades;

/// <summary>
/// A database of every schema that ever landed, with a row in each of its tables, comes to the schema of today. What landed, and in which
/// order, stands in <c>landed.txt</c>: a line a landing. A step that is in no line yet is the newest.
/// </summary>
public sealed class UpgradeTests
{
    private static readonly IReadOnlyList<Migration> All = Migration.In([
        typeof(IDatabase).Assembly,
        typeof(Workspace).Assembly,
    ]);

    private static readonly string[][] Landings =
    [
        .. SourceTree
            .Read("tests/Polpo.Tests/Upgrades/landed.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_landed_is_still_there() =>
        Landings.SelectMany(names => names).Except(All.Select(step => step.Name)).ShouldBeEmpty();

    [Theory, OnEachDatabase]
    public async Task From_every_schema_that_landed_all_data_is_there_after_the_upgrade(Database database)
    {
        var today = await ColumnsOfTodayAsync(database);
        for (var landed = 1; landed <= Landings.Length; landed++)
        {
            await using var kept = await TestDatabase.CreateAsync(database, Stop);
            await using var services = Services(kept);
            var sql = services.GetRequiredService<ISql>();
            var tables = new FilledTables(sql, database, Stop);
            await GrowAsync(sql, tables, landed);
            var columns = await tables.ColumnsAsync();
            var before = await tables.RowsAsync(columns);

            await MigrateAsync(sql, All);

            var at = $"landing {landed}: {string.Join(' ', Landings[landed - 1])}";
            (await tables.ColumnsAsync()).ShouldBe(today, ignoreOrder: true, at);
            var after = await tables.RowsAsync(columns.Where(column => column.Table != "schema_versions"));
            foreach (var (table, rows) in after)
                before[table].Where(FilledTables.IsOurs).Except(rows).ShouldBeEmpty($"{at}, {table}");
        }
    }

    [Theory, OnEachDatabase]
    public async Task A_schema_of_later_is_refused_and_left_as_it_is(Database database)
    {
        await using var kept = await TestDatabase.CreateAsync(database, Stop);
        await using var services = Services(kept);
        var sql = services.GetRequiredService<ISql>();
        await MigrateAsync(sql, [.. All, new Migration("2099010101_later", "create table later (id text)")]);
        var tables = new FilledTables(sql, database, Stop);
        var before = await tables.RowsAsync(await tables.ColumnsAsync());

        var refused = await Should.ThrowAsync<RefusedException>(() => MigrateAsync(sql, All));

        refused.Message.ShouldContain("written by a newer Polpo (it has 2099010101_later");
        var after = await tables.RowsAsync(await tables.ColumnsAsync());
        after.Keys.ShouldBe(before.Keys);
        after.SelectMany(table => table.Value).ShouldBe(before.SelectMany(table => table.Value));
    }

    /// <summary>As an installation grew: each landing is applied, and what is new in it used.</summary>
    private static async Task GrowAsync(ISql sql, FilledTables tables, int landings)
    {
        for (var landed = 1; landed <= landings; landed++)
        {
            var known = landed == 1 ? [] : (await tables.ColumnsAsync()).Select(column => column.Table).ToHashSet();
            var names = Landings.Take(landed).SelectMany(some => some).ToHashSet();
            await MigrateAsync(sql, [.. All.Where(step => names.Contains(step.Name))]);
            var fresh = (await tables.ColumnsAsync()).Where(column => !known.Contains(column.Table));
            await tables.FillAsync([.. fresh.Where(column => column.Table != "schema_versions")]);
        }
    }

    private static async Task<List<RealColumn>> ColumnsOfTodayAsync(Database database)
    {
        await using var fresh = await TestDatabase.CreateAsync(database, Stop);
        await using var services = Services(fresh);
        var sql = services.GetRequiredService<ISql>();
        await MigrateAsync(sql, All);
        return await new FilledTables(sql, database, Stop).ColumnsAsync();
    }

    private static Task MigrateAsync(ISql sql, IReadOnlyList<Migration> steps) =>
        new Migrator(sql, steps, TimeProvider.System).MigrateAsync(Stop);

    /// <summary>A database that nobody has brought up to date.</summary>
    private static ServiceProvider Services(TestDatabase database) =>
        new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddEngine(database.Options)
            .BuildServiceProvider();
}
