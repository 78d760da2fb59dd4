using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Postgres;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class StorageHealthTests : EngineSuite
{
    private readonly MovedClock _clock = new();

    [Theory]
    [OnEachDatabase]
    public async Task A_database_that_cannot_be_written_is_told_until_it_has_worked_for_a_while(Database kind)
    {
        var database = await NewDatabaseAsync(kind);
        var engine = await StartAsync(database, services => services.AddSingleton<TimeProvider>(_clock), WithoutWorker);
        await engine.Database.NoteAsync("ws", "s", "before", Stop);
        (await engine.Get<StorageProbe>().ExamineAsync(Stop)).ShouldBeNull();
        await SetReadOnlyAsync(engine, database, readOnly: true);

        var failed = await engine.Database.NoteAsync("ws", "s", "x", Stop).ShouldThrowAsync<StorageException>();

        failed.Message.ShouldContain("read-only");
        engine.Get<StorageHealth>().Trouble.ShouldBe(new StorageTrouble(failed.Message, _clock.Start));
        _clock.Now += TimeSpan.FromMinutes(1);
        (await engine.Get<StorageProbe>().ExamineAsync(Stop))!.Since.ShouldBe(_clock.Start);
        await SetReadOnlyAsync(engine, database, readOnly: false);
        (await engine.Get<StorageProbe>().ExamineAsync(Stop)).ShouldNotBeNull("It worked once: that may be chance.");
        _clock.Now += TimeSpan.FromSeconds(11);
        (await engine.Get<StorageProbe>().ExamineAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_command_is_no_trouble()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        await engine
            .Get<ISql>()
            .WriteAsync(c => c.Sql("select nonsense").RunAsync(Stop), Stop)
            .ShouldThrowAsync<SqliteException>();
        engine.Get<StorageHealth>().Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_another_program_holds_is_named()
    {
        var database = await NewDatabaseAsync(Database.Sqlite);
        var engine = await StartAsync(database, null, WithoutWorker);
        var file = Path.Combine(database.Home, "polpo.db");
        await using var other = new SqliteConnection($"Data Source={file};Pooling=False");
        await other.OpenAsync(Stop);
        var held = other.BeginTransaction();

        var failed = await engine.Database.NoteAsync("ws", "s", "x", Stop).ShouldThrowAsync<StorageException>();

        failed.Message.ShouldBe(
            $"The database cannot save: another program holds {file} locked. End that program's transaction."
        );
        await held.DisposeAsync();
        await engine.Database.NoteAsync("ws", "s", "x", Stop);
    }

    [Theory]
    [InlineData(28, "is full")]
    [InlineData(122, "is full")]
    [InlineData(30, "is read-only")]
    public void A_folder_that_takes_nothing_more_is_told_as_such(int error, string words) =>
        FolderFailure
            .Of(new IOException("What the system says.", error), new PolpoHome("/data"))!
            .Message.ShouldContain($"/data {words}");

    [Fact]
    public void Another_failure_of_a_file_is_no_failure_of_the_folder() =>
        FolderFailure.Of(new FileNotFoundException("gone"), new PolpoHome("/data")).ShouldBeNull();

    [Theory]
    [OnEachDatabase]
    public async Task Work_goes_on_by_itself_once_the_database_works_again(Database kind)
    {
        var database = await NewDatabaseAsync(kind);
        TestEngine engine = null!;
        var (failed, done) = (new Moment<Exception>(), new Moment<bool>());
        var handler = new Handler
        {
            Run = async (owned, stop) =>
            {
                try
                {
                    if (!failed.IsThere)
                        await SetReadOnlyAsync(engine, database, readOnly: true);
                    await engine.Database.WriteAsync(owned, Append, stop);
                    done.Comes(true);
                    return Next.WhenWoken;
                }
                catch (StorageException full)
                {
                    failed.Comes(full);
                    throw;
                }
            },
        };
        engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        await engine.Database.WakeAsync("ws", new Wake("work", "s"), Stop);
        await failed.WaitAsync(Stop);

        await SetReadOnlyAsync(engine, database, readOnly: false);

        await done.WaitAsync(Stop);
        await engine.Idleness.WaitAsync(Stop);
        (await engine.Journal.ReadAsync("ws", 0, 10, "s", Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_stops_though_the_end_of_a_run_cannot_be_saved()
    {
        var database = await NewDatabaseAsync(Database.Sqlite);
        TestEngine engine = null!;
        var ran = new Moment<bool>();
        var handler = new Handler
        {
            Run = async (_, _) =>
            {
                await SetReadOnlyAsync(engine, database, readOnly: true);
                ran.Comes(true);
                return Next.WhenWoken;
            },
        };
        engine = await TestEngine.StartAsync(
            database,
            services => services.AddSingleton<ISubjectHandler>(handler),
            Stop
        );
        await engine.Database.WakeAsync("ws", new Wake("work", "s"), Stop);
        await ran.WaitAsync(Stop);

        await engine.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    private static Task Append(Work work)
    {
        work.Append("s", "test", new Noted("x"));
        return Task.CompletedTask;
    }

    /// <summary>SQLite by its writer's own switch; PostgreSQL by its default, for connections that are made from now on.</summary>
    private static async Task SetReadOnlyAsync(TestEngine engine, TestDatabase database, bool readOnly)
    {
        if (database.Connection is null)
        {
            await engine
                .Get<SqliteDatabase>()
                .AloneAsync(c => c.Sql($"pragma query_only = {(readOnly ? 1 : 0)}").RunAsync(Stop), Stop);
            return;
        }
        await using var own = new NpgsqlConnection(
            database.Connection + ";Pooling=false;Options=-c default_transaction_read_only=off"
        );
        await own.OpenAsync(Stop);
        await own.Sql($"alter database {own.Database} set default_transaction_read_only = {(readOnly ? "on" : "off")}")
            .RunAsync(Stop);
        engine.Get<PostgresDatabase>().Source.Clear();
    }

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Start { get; } = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
