using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class FenceTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_run_whose_subject_was_claimed_again_writes_nothing(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        var first = await ClaimAsync(engine, "one");
        await engine.Get<SubjectStore>().YieldAsync(first, Stop);
        var second = await ClaimAsync(engine, "two");

        await WriteAsync(engine, first).ShouldThrowAsync<OwnershipLostException>();
        await WriteAsync(engine, second);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(1);
        (await engine.Get<SubjectStore>().EndAsync(first, Next.WhenWoken, Stop)).ShouldBeFalse();
        (await engine.Get<SubjectStore>().EndAsync(second, Next.WhenWoken, Stop)).ShouldBeTrue();
    }

    [Theory, OnEachDatabase]
    public async Task The_same_server_with_an_older_epoch_is_a_stranger(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        var first = await ClaimAsync(engine, "one");
        await engine.Get<SubjectStore>().YieldAsync(first, Stop);
        await ClaimAsync(engine, "one");

        await WriteAsync(engine, first).ShouldThrowAsync<OwnershipLostException>();
    }

    [Theory, OnEachDatabase]
    public async Task A_run_that_ended_writes_no_more(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        var run = await ClaimAsync(engine, "one");
        await engine.Get<SubjectStore>().EndAsync(run, Next.WhenWoken, Stop);

        await WriteAsync(engine, run).ShouldThrowAsync<OwnershipLostException>();
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_run_writes_only_into_its_own_workspace(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        var run = await ClaimAsync(engine, "one");

        await WriteAsync(engine, run with { Workspace = "other" }).ShouldThrowAsync<OwnershipLostException>();
        (await engine.Journal.HeadAsync("other", Stop)).ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_workspace_cannot_wake_what_belongs_to_another(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        var foreign = engine.Database.WakeAsync("other", new Wake("work", "a"), Stop);
        (await foreign.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("another workspace");
    }

    [Theory, OnEachDatabase]
    public async Task A_row_that_changed_meanwhile_is_a_conflict(Database database)
    {
        var engine = await StartWithoutWorkerAsync(
            database,
            services => services.AddSingleton<IEntityMapping, CounterMapping>()
        );
        await Counter.CreateTableAsync(engine, Stop);

        var stale = engine.Database.WriteAsync(
            "ws",
            async work =>
            {
                work.Db.Attach(new Counter { Id = "a", Version = 7 }).Entity.Count = 2;
                await Task.CompletedTask;
            },
            Stop
        );
        (await stale.ShouldThrowAsync<RefusedException>()).Refusal.ShouldBe(Refusal.Conflict);
    }

    [Theory, OnEachDatabase]
    public async Task What_was_made_meanwhile_is_a_conflict(Database database)
    {
        var engine = await StartWithoutWorkerAsync(
            database,
            services => services.AddSingleton<IEntityMapping, CounterMapping>()
        );
        await Counter.CreateTableAsync(engine, Stop);

        var twice = engine.Database.WriteAsync(
            "ws",
            async work => await work.Db.AddAsync(new Counter { Id = "a" }, Stop),
            Stop
        );
        (await twice.ShouldThrowAsync<RefusedException>()).Refusal.ShouldBe(Refusal.Conflict);
    }

    [Theory, OnEachDatabase]
    public async Task What_a_refused_command_had_written_is_undone(Database database)
    {
        var engine = await StartWithoutWorkerAsync(
            database,
            services => services.AddSingleton<IEntityMapping, CounterMapping>()
        );
        await Counter.CreateTableAsync(engine, Stop);

        var refused = engine.Database.WriteAsync<bool>(
            "ws",
            async work =>
            {
                await work
                    .Db.Set<Counter>()
                    .ExecuteUpdateAsync(set => set.SetProperty(counter => counter.Count, 9), Stop);
                throw new RefusedException(Refusal.Forbidden, "No.");
            },
            Stop
        );
        await refused.ShouldThrowAsync<RefusedException>();
        (
            await engine.Database.ReadAsync(db => db.Set<Counter>().AnyAsync(counter => counter.Count == 9, Stop), Stop)
        ).ShouldBeFalse();
    }

    private static async Task<Owned> ClaimAsync(TestEngine engine, string server)
    {
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        var claimed = await engine
            .Get<SubjectStore>()
            .ClaimAsync(server, new Dictionary<string, int> { ["work"] = 1 }, Stop);
        return claimed.ShouldHaveSingleItem();
    }

    private static Task WriteAsync(TestEngine engine, Owned run) =>
        engine.Database.WriteAsync(
            run,
            work =>
            {
                work.Append("a", "test", new Noted("written"));
                return Task.CompletedTask;
            },
            Stop
        );
}
