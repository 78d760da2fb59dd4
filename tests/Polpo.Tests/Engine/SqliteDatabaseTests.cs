using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class SqliteDatabaseTests : EngineSuite
{
    [Fact]
    public async Task Commands_that_wait_share_a_commit()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var sqlite = engine.Get<SqliteDatabase>();
        var (inside, goOn) = (new Moment<bool>(), new ManualResetEventSlim());
        var first = engine.Database.WriteAsync(
            "ws",
            _ =>
            {
                inside.Comes(true);
                goOn.Wait(Stop); // holds the writer until the others have queued up
                return Task.CompletedTask;
            },
            Stop
        );
        await inside.WaitAsync(Stop);
        var before = sqlite.Commits;
        var others = Enumerable.Range(0, 50).Select(i => engine.Database.NoteAsync("ws", "s", $"{i}", Stop)).ToList();
        goOn.Set();
        await Task.WhenAll([first, .. others]);

        (sqlite.Commits - before).ShouldBe(1);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(50);
    }

    [Fact]
    public async Task A_refused_command_does_not_take_its_group_along()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var tasks = Enumerable
            .Range(0, 60)
            .Select(i =>
                engine.Database.WriteAsync(
                    "ws",
                    work =>
                    {
                        work.Append("s", "test", new Noted($"{i}"));
                        return i % 3 == 0 ? throw new RefusedException(Refusal.Conflict, "No.") : Task.CompletedTask;
                    },
                    Stop
                )
            )
            .ToList();
        foreach (var (i, task) in tasks.Index())
        {
            if (i % 3 == 0)
                await task.ShouldThrowAsync<RefusedException>();
            else
                await task;
        }

        var facts = await engine.Journal.ReadAsync("ws", 0, 100, null, Stop);
        facts.Select(fact => fact.Seq).ShouldBe(Enumerable.Range(1, 40).Select(seq => (long)seq));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_folder_is_refused()
    {
        var home = await NewDatabaseAsync(Database.Sqlite);
        await StartAsync(home);

        var second = await TestEngine.StartAsync(home, null, Stop).ShouldThrowAsync<RefusedException>();
        second.Message.ShouldContain(home.Home);
        second.Message.ShouldContain($"pid {Environment.ProcessId}");
        HomeLock.TryTake(new PolpoHome(home.Home)).ShouldBeNull();
    }

    [Fact]
    public async Task A_command_that_awaits_something_else_is_a_bug_and_changes_nothing()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var command = engine.Database.WriteAsync(
            "ws",
            async work =>
            {
                work.Append("s", "test", new Noted("x"));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop);
            },
            Stop
        );

        (await command.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain(
            "awaited something other than the database"
        );
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_inside_a_command_is_a_bug_and_no_deadlock()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var nested = engine.Database.WriteAsync("ws", _ => engine.Database.NoteAsync("ws", "s", "x", Stop), Stop);

        (await nested.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("wait for itself");
        await engine.Database.NoteAsync("ws", "s", "afterwards", Stop);
    }

    [Fact]
    public async Task A_command_that_was_cancelled_while_it_waited_does_not_run()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await engine.Database.NoteAsync("ws", "s", "x", cancelled.Token).ShouldThrowAsync<OperationCanceledException>();
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_cannot_grow_says_so_and_works_again_later()
    {
        var engine = await StartWithoutWorkerAsync(Database.Sqlite);
        var sql = engine.Get<ISql>();
        await PragmaAsync(sql, "pragma max_page_count = 1"); // SQLite takes the present size: the next page does not fit
        var large = new string('x', 15_000);
        var full = await Should.ThrowAsync<StorageException>(async () =>
        {
            for (var i = 0; i < 50; i++)
                await engine.Database.NoteAsync("ws", "s", large, Stop);
        });

        full.Message.ShouldContain("full");
        var head = await engine.Journal.HeadAsync("ws", Stop);
        await PragmaAsync(sql, "pragma max_page_count = 100000");
        await engine.Database.NoteAsync("ws", "s", large, Stop);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(head + 1);
    }

    private static Task PragmaAsync(ISql sql, string pragma) =>
        sql.WriteAsync(c => c.Sql(pragma).ScalarAsync<long>(Stop), Stop);
}
