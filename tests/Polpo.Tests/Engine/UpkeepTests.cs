using Microsoft.Data.Sqlite;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class UpkeepTests : EngineSuite
{
    private const int Megabyte = 1 << 20;
    private static readonly string Note = new('n', 15_000);

    [Fact]
    public async Task The_log_stays_small_among_readers_without_a_pause()
    {
        var engine = await StartAsync(
            await NewDatabaseAsync(Database.Sqlite),
            adjust: options => WithoutWorker(options) with { LogBound = Megabyte }
        );
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var readers = new OverlappingReaders(Path.Combine(engine.Get<PolpoHome>().Root, "polpo.db"));
        var reading = readers.RunAsync(done.Token);
        for (var round = 0; round < 40; round++)
        {
            await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => engine.Database.NoteAsync("ws", "s", $"{round} {i} {Note}", Stop))
            );
            await readers.NextAsync(Stop);
        }
        var size = await engine.Get<IUpkeep>().SizeAsync(Stop);
        await done.CancelAsync();
        await reading;

        size.Bytes.ShouldBeGreaterThan(10 * Megabyte, "all of it has passed through the log");
        size.Log.ShouldBeLessThan(4 * Megabyte);
    }

    [Fact]
    public async Task A_reader_that_stays_delays_no_write_for_good()
    {
        var engine = await StartAsync(
            await NewDatabaseAsync(Database.Sqlite),
            adjust: options => WithoutWorker(options) with { LogBound = Megabyte }
        );
        await engine.Database.NoteAsync("ws", "s", "first", Stop);
        using (var stays = OverlappingReaders.Begin(Path.Combine(engine.Get<PolpoHome>().Root, "polpo.db")))
        {
            for (var round = 0; round < 300; round++)
                await engine.Database.NoteAsync("ws", "s", Note, Stop);
            (await engine.Get<IUpkeep>().SizeAsync(Stop)).Log.ShouldBeGreaterThan(2 * Megabyte);
        }
        for (var round = 0; round < 150; round++)
            await engine.Database.NoteAsync("ws", "s", Note, Stop);

        (await engine.Get<IUpkeep>().SizeAsync(Stop)).Log.ShouldBeLessThan(3 * Megabyte);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(451);
    }

    [Fact]
    public async Task A_new_embedded_database_gives_its_unused_space_back_bit_by_bit()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var upkeep = engine.Get<IUpkeep>();
        (await upkeep.SizeAsync(Stop)).GivesBack.ShouldBeTrue();
        await FillAndEmptyAsync(engine);
        var full = await upkeep.SizeAsync(Stop);
        full.Unused.ShouldBeGreaterThan(8 * Megabyte);

        var rounds = 1;
        while (await upkeep.ReclaimAsync(Stop))
            rounds++;

        rounds.ShouldBeGreaterThan(1, "a round is small");
        var after = await upkeep.SizeAsync(Stop);
        after.Unused.ShouldBe(0);
        (await upkeep.VacuumAsync(Stop)).After.ShouldBeLessThan(Megabyte);
    }

    [Fact]
    public async Task A_database_from_before_is_converted_by_the_vacuum()
    {
        var database = await NewDatabaseAsync(Database.Sqlite);
        await using (
            var old = new SqliteConnection($"Data Source={Path.Combine(database.Home, "polpo.db")};Pooling=False")
        )
        {
            SqliteLibrary.EnsureLoaded();
            await old.OpenAsync(Stop);
            await old.Sql("create table earlier (id integer)").RunAsync(Stop);
        }
        var engine = await StartAsync(database, adjust: WithoutWorker);
        var upkeep = engine.Get<IUpkeep>();
        (await upkeep.SizeAsync(Stop)).GivesBack.ShouldBeFalse();
        await FillAndEmptyAsync(engine);
        (await upkeep.ReclaimAsync(Stop)).ShouldBeFalse();

        var done = await upkeep.VacuumAsync(Stop);

        done.After.ShouldBeLessThan(done.Before / 2);
        var size = await upkeep.SizeAsync(Stop);
        size.GivesBack.ShouldBeTrue();
        size.Unused.ShouldBe(0);
        await engine.Database.NoteAsync("ws", "s", "goes on", Stop);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(1);
    }

    [Fact]
    public async Task Writes_that_come_during_a_vacuum_follow_it()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var writes = Enumerable.Range(0, 50).Select(i => engine.Database.NoteAsync("ws", "s", $"{i}", Stop)).ToList();
        var vacuum = engine.Get<IUpkeep>().VacuumAsync(Stop);
        writes.AddRange(Enumerable.Range(50, 50).Select(i => engine.Database.NoteAsync("ws", "s", $"{i}", Stop)));
        await Task.WhenAll([vacuum, .. writes]);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(100);
    }

    [Fact]
    public async Task PostgreSQL_is_measured_and_vacuumed_beside_its_readers()
    {
        var engine = await StartWithoutWorkerAsync(Database.Postgres);
        await engine.Database.NoteAsync("ws", "s", "kept", Stop);
        var upkeep = engine.Get<IUpkeep>();
        (await upkeep.SizeAsync(Stop)).Bytes.ShouldBeGreaterThan(Megabyte);
        (await upkeep.VacuumAsync(Stop)).Note.ShouldContain("vacuum full");
        var analyzed = await engine
            .Get<ISql>()
            .ReadAsync(
                connection =>
                    connection
                        .Sql("select reltuples::bigint from pg_class where relname = 'facts'")
                        .ScalarAsync<long>(Stop),
                Stop
            );
        analyzed.ShouldBe(1);
    }

    private static async Task FillAndEmptyAsync(TestEngine engine)
    {
        var sql = engine.Get<ISql>();
        await sql.WriteAsync(
            connection =>
                connection
                    .Sql(
                        "insert into blob_chunks (hash, number, content, written_at) values ('x', 0, zeroblob(10000000), 0)"
                    )
                    .RunAsync(Stop),
            Stop
        );
        await sql.WriteAsync(connection => connection.Sql("delete from blob_chunks").RunAsync(Stop), Stop);
    }
}
