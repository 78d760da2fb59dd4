using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Migrations;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class MigratorTests : EngineSuite
{
    private static readonly Migration Boxes = new(
        "2099010101_boxes",
        "create table boxes (id text not null primary key, content {bytes}); create index i on boxes (id)"
    );

    [Theory, OnEachDatabase]
    public async Task A_step_is_applied_once(Database database)
    {
        var sql = await SqlAsync(database);
        await MigrateAsync(sql, Boxes);
        await MigrateAsync(sql, Boxes);

        await sql.WriteAsync(c => c.Sql("insert into boxes (id) values ('a')").RunAsync(Stop), Stop);
        (
            await sql.ReadAsync(
                c => c.Sql("select count(*) from schema_versions where name like '2099%'").ScalarAsync<long>(Stop),
                Stop
            )
        ).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task A_step_that_fails_leaves_nothing(Database database)
    {
        var sql = await SqlAsync(database);
        var broken = new Migration("2099010101_broken", "create table half (id text); create tabel mistyped (id text)");
        await MigrateAsync(sql, broken).ShouldThrowAsync<System.Data.Common.DbException>();

        await MigrateAsync(sql, new Migration(broken.Name, "create table half (id text)"));
        (await sql.ReadAsync(c => c.Sql("select count(*) from half").ScalarAsync<long>(Stop), Stop)).ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_database_of_a_newer_version_is_refused(Database database)
    {
        var sql = await SqlAsync(database);
        await MigrateAsync(sql, Boxes);

        var refused = await MigrateAsync(sql).ShouldThrowAsync<RefusedException>();
        refused.Message.ShouldContain("newer Polpo");
        refused.Message.ShouldContain(Boxes.Name);
    }

    [Theory, OnEachDatabase]
    public async Task A_released_step_that_reads_differently_is_refused(Database database)
    {
        var sql = await SqlAsync(database);
        await MigrateAsync(sql, Boxes);

        var refused = await MigrateAsync(sql, new Migration(Boxes.Name, Boxes.Sql + " "))
            .ShouldThrowAsync<RefusedException>();
        refused.Message.ShouldContain("another content");
    }

    [Fact]
    public async Task Servers_that_start_together_apply_each_step_once()
    {
        var sql = await SqlAsync(Database.Postgres);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigrateAsync(sql, Boxes)));
        (await sql.ReadAsync(c => c.Sql("select count(*) from boxes").ScalarAsync<long>(Stop), Stop)).ShouldBe(0);
    }

    [Fact]
    public void Steps_are_found_in_their_assemblies_and_stand_in_order()
    {
        var found = Migration
            .In([typeof(IDatabase).Assembly, typeof(IDatabase).Assembly])
            .Select(migration => migration.Name)
            .ToList();
        found.ShouldContain("2026112101_journal");
        found.ShouldBe(found.Distinct().Order(StringComparer.Ordinal));
    }

    private async Task<ISql> SqlAsync(Database database) => (await StartWithoutWorkerAsync(database)).Get<ISql>();

    private static Task MigrateAsync(ISql sql, params Migration[] more) =>
        new Migrator(sql, [.. Migration.In([typeof(IDatabase).Assembly]), .. more], TimeProvider.System).MigrateAsync(
            Stop
        );
}
